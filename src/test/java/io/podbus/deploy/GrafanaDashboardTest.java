package io.podbus.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.ops.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The dashboard as Grafana reads it (its JSON model, schema 39), and its queries against the
/// catalogue.
class GrafanaDashboardTest {
  private static final Path FILE = Path.of("deploy/grafana/podbus.json");
  private static final Pattern METRIC = Pattern.compile("\\b((?:podbus|process|jvm)_[a-z_]+)\\b");
  private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
  private static final Pattern SELECTED = Pattern.compile("[{,]\\s*([a-z_]+)\\s*=");

  private JsonObject dashboard;

  @BeforeEach
  void read() throws IOException {
    dashboard = new JsonObject(Files.readString(FILE));
  }

  private List<JsonObject> panels() {
    return dashboard.getJsonArray("panels").stream().map(JsonObject.class::cast).toList();
  }

  private List<JsonObject> graphs() {
    return panels().stream().filter(panel -> !panel.getString("type").equals("row")).toList();
  }

  @Test
  void has_what_the_model_asks_for() {
    assertThat(dashboard.getString("title")).isNotBlank();
    assertThat(dashboard.getString("uid")).matches("[a-zA-Z0-9_-]{1,40}");
    assertThat(dashboard.getInteger("schemaVersion")).isEqualTo(39);
    assertThat(dashboard.getJsonObject("time").fieldNames()).contains("from", "to");
    for (String list : List.of("templating", "annotations")) {
      assertThat(dashboard.getJsonObject(list).getJsonArray("list")).as(list).isNotNull();
    }
    assertThat(panels()).extracting(panel -> panel.getInteger("id")).doesNotHaveDuplicates();
    for (JsonObject panel : graphs()) {
      String title = panel.getString("title");
      assertThat(title).isNotBlank();
      assertThat(panel.getString("type")).as(title).isEqualTo("timeseries");
      assertThat(panel.getJsonObject("fieldConfig").fieldNames())
          .as(title)
          .contains("defaults", "overrides");
      assertThat(panel.getJsonArray("targets")).as(title).isNotEmpty();
      assertThat(targets(panel))
          .as(title)
          .allMatch(target -> !target.getString("expr").isBlank())
          .extracting(target -> target.getString("refId"))
          .doesNotHaveDuplicates()
          .allMatch(id -> id.matches("[A-Z]"));
    }
  }

  @Test
  void panels_lie_on_the_grid_and_not_on_each_other() {
    Set<String> taken = new HashSet<>();
    for (JsonObject panel : panels()) {
      JsonObject at = panel.getJsonObject("gridPos");
      assertThat(at.getInteger("x") + at.getInteger("w")).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.getInteger("w"); x++) {
        for (int y = 0; y < at.getInteger("h"); y++) {
          String cell = (at.getInteger("x") + x) + ":" + (at.getInteger("y") + y);
          assertThat(taken.add(cell)).as(panel.getString("title") + " lies free").isTrue();
        }
      }
    }
  }

  @Test
  void every_variable_that_is_used_is_defined() {
    Set<String> defined =
        dashboard.getJsonObject("templating").getJsonArray("list").stream()
            .map(variable -> ((JsonObject) variable).getString("name"))
            .collect(Collectors.toCollection(HashSet::new));
    // Grafana's own.
    defined.add("__rate_interval");
    Matcher used = Pattern.compile("\\$\\{?([a-zA-Z_]+)").matcher(dashboard.encode());
    while (used.find()) {
      assertThat(defined).contains(used.group(1));
    }
  }

  @Test
  void every_query_names_metrics_and_labels_that_exist() {
    Map<String, Set<String>> known = known();
    for (JsonObject panel : graphs()) {
      for (JsonObject target : targets(panel)) {
        String query = target.getString("expr");
        List<String> metrics = found(METRIC, query);
        assertThat(metrics).as(query).isNotEmpty();
        assertThat(known.keySet()).as(query).containsAll(metrics);
        Set<String> labels = new TreeSet<>(found(SELECTED, query));
        found(BY, query).forEach(by -> labels.addAll(Arrays.asList(by.split(",\\s*"))));
        for (String metric : metrics) {
          assertThat(known.get(metric)).as(query).containsAll(labels);
        }
        Matcher legend =
            Pattern.compile("\\{\\{(\\w+)}}").matcher(target.getString("legendFormat"));
        while (legend.find()) {
          metrics.forEach(
              metric -> assertThat(known.get(metric)).as(query).contains(legend.group(1)));
        }
      }
    }
  }

  /// The names of all series, and the labels of each, with those that Prometheus adds.
  private static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new HashMap<>();
    for (Metric metric : Metric.values()) {
      Set<String> labels = new HashSet<>(metric.labels());
      labels.add("instance");
      if (metric.type().wireName().equals("histogram")) {
        Set<String> withBound = new HashSet<>(labels);
        withBound.add("le");
        known.put(metric.metricName() + "_bucket", withBound);
        known.put(metric.metricName() + "_sum", labels);
        known.put(metric.metricName() + "_count", labels);
        known.put(metric.metricName() + "_max", labels);
      } else {
        known.put(metric.metricName(), labels);
      }
    }
    return known;
  }

  private static List<JsonObject> targets(JsonObject panel) {
    JsonArray targets = panel.getJsonArray("targets");
    return targets.stream().map(JsonObject.class::cast).toList();
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
