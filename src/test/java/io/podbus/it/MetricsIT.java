package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.ops.Exposition;
import io.podbus.ops.Metric;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The figures of `/metrics` against what was done.
class MetricsIT extends ServiceTestBase {
  private Exposition scrape() {
    HttpResponse<String> response = new Api(service.managementUrl()).get("/metrics");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    return Exposition.parse(response.body());
  }

  @Test
  void what_was_done_is_what_is_counted() {
    Exposition before = scrape();
    JsonObject answer = api.waitFor(Api.shell("printf 12345; printf abc >&2"));
    assertThat(answer.getString("stdout")).isEqualTo("12345");
    String cat = api.start(Api.run("cat"));
    api.input(cat, new JsonObject().put("text", "hello\n"));
    Await.until(
        Service.DEADLINE,
        "the echo is counted",
        () -> grown(before, "podbus_session_output_bytes_total", "stream=\"stdout\"") == 11);
    assertThat(grown(before, "podbus_session_output_bytes_total", "stream=\"stderr\""))
        .isEqualTo(3);
    assertThat(grown(before, "podbus_session_input_bytes_total")).isEqualTo(6);
    assertThat(grown(before, "podbus_session_starts_total", "operation=\"run\"")).isEqualTo(2);
    assertThat(scrape().value("podbus_sessions", "state=\"running\"")).isEqualTo(1);
    assertThat(scrape().value("podbus_sessions_live")).isEqualTo(1);
    assertThat(scrape().value("podbus_children")).isEqualTo(1);
    api.close(cat, 0);
    assertThat(grown(before, "podbus_session_ends_total", "reason=\"closed\"")).isEqualTo(1);
    assertThat(grown(before, "podbus_session_ends_total", "reason=\"exited\"")).isEqualTo(1);
    assertThat(grown(before, "podbus_session_first_byte_seconds_count")).isEqualTo(2);
    assertThat(grown(before, "podbus_engine_command_seconds_count", "command=\"rm\"")).isPositive();

    assertThat(api.get("/v1/sessions/00000000000000000000000000").statusCode()).isEqualTo(404);
    assertThat(grown(before, "podbus_failures_total", "code=\"session-not-found\"")).isEqualTo(1);
    assertThat(
            grown(before, "podbus_http_requests_total", "route=\"/v1/sessions/{id}\"", "=\"404\""))
        .isEqualTo(1);
    JsonObject term = new JsonObject().put("signal", "TERM");
    assertThat(api.post(cat + "/signal", term).statusCode()).isEqualTo(409);
    assertThat(grown(before, "podbus_bus_failures_total", "code=\"session-ended\"")).isEqualTo(1);
    everyMetricIsThereAndNoOther(scrape());
  }

  private double grown(Exposition before, String name, String... labels) {
    return scrape().sum(name, labels) - before.sum(name, labels);
  }

  private static void everyMetricIsThereAndNoOther(Exposition scraped) {
    List<String> documented = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (isOfClusters(metric)) {
        assertThat(scraped.types()).doesNotContainKey(metric.metricName());
        continue;
      }
      documented.add(metric.metricName());
      assertThat(scraped.types())
          .as("what is documented is there")
          .containsEntry(metric.metricName(), metric.type().wireName());
      if (metric.type().wireName().equals("histogram")) {
        documented.add(metric.metricName() + "_max");
      }
    }
    assertThat(documented).as("what is there is documented").containsAll(scraped.types().keySet());
    assertThat(Arrays.asList(scraped.series().keySet().toArray()))
        .as("no id of a session is a label")
        .noneMatch(line -> line.toString().matches(".*\"[0-9a-hjkmnp-tv-z]{26}\".*"));
  }

  /// What a node without a cluster does not have.
  private static boolean isOfClusters(Metric metric) {
    return metric.metricName().startsWith("podbus_cluster_")
        || metric.metricName().startsWith("podbus_relay");
  }
}
