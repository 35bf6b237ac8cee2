package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.config.ConfigLoader;
import io.podbus.config.PodbusConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The manifests in `deploy`: they fit their schemas, the service takes the configuration that they
/// give it, and they fit what it does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestsIT {
  private static final Path KUBERNETES = Path.of("deploy/kubernetes");
  private static final Path COMPOSE = Path.of("deploy/compose/compose.yaml");

  @TempDir static Path work;

  private JsonArray kubernetes;
  private JsonObject compose;

  @BeforeAll
  void read() throws Exception {
    JsonObject said = new JsonObject(check(KUBERNETES, COMPOSE));
    kubernetes = said.getJsonArray("kubernetes");
    compose = said.getJsonObject("compose");
  }

  private static String check(Path folder, Path composeFile) throws Exception {
    Path nothing = Files.createTempFile(work, "in", "");
    return new TestClients(work)
        .run(nothing, "manifests.mjs", path(folder), path(composeFile))
        .text();
  }

  private static String path(Path path) {
    return path.toAbsolutePath().toString();
  }

  private JsonObject object(String kind, String name) {
    return kubernetes.stream()
        .map(JsonObject.class::cast)
        .filter(each ->
            each.getString("kind").equals(kind)
                && each.getJsonObject("metadata").getString("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private JsonObject podSpec() {
    return object("StatefulSet", "podbus")
        .getJsonObject("spec")
        .getJsonObject("template")
        .getJsonObject("spec");
  }

  private JsonObject container() {
    return podSpec().getJsonArray("containers").getJsonObject(0);
  }

  /// The configuration of a pod.
  private PodbusConfig config() throws IOException {
    Path file =
        Files.writeString(
            work.resolve("podbus.yaml"),
            object("ConfigMap", "podbus").getJsonObject("data").getString("podbus.yaml"));
    Map<String, String> environment = new HashMap<>();
    for (JsonObject variable : objects(container().getJsonArray("env"))) {
      String name = variable.getString("name");
      if (!name.equals("PODBUS_CONFIG")) {
        // What Kubernetes fills in: the pod's name and its address.
        String here = name.endsWith("_HOST") ? "10.1.2.3" : "podbus-0";
        environment.put(name, variable.getString("value", here));
      }
    }
    return ConfigLoader.load(Optional.of(file), environment);
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  @Test
  void what_does_not_fit_is_found() throws Exception {
    Path folder = Files.createDirectories(work.resolve("broken"));
    try (Stream<Path> files = Files.list(KUBERNETES)) {
      for (Path file : files.toList()) {
        String text =
            Files.readString(file)
                .replace("terminationGracePeriodSeconds:", "terminationGracePeriodSecond:")
                .replace("replicas: 3", "replicas: \"3\"");
        Files.writeString(folder.resolve(file.getFileName()), text);
      }
    }
    Path broken =
        Files.writeString(
            work.resolve("compose.yaml"),
            Files.readString(COMPOSE).replace("stop_grace_period", "stop_grace"));
    assertThatThrownBy(() -> check(folder, broken))
        .hasMessageContaining("terminationGracePeriodSecond is no field of V1PodSpec")
        .hasMessageContaining("replicas must be integer")
        .hasMessageContaining("stop_grace");
  }

  @Test
  void the_service_takes_the_configuration_of_a_pod() throws Exception {
    PodbusConfig config = config();
    assertThat(config.cluster().enabled()).isTrue();
    assertThat(config.cluster().node()).contains("podbus-0");
    assertThat(config.cluster().kubernetesServiceDns())
        .contains("podbus-nodes.podbus.svc.cluster.local");
    assertThat(podSpec().getBoolean("enableServiceLinks"))
        .as("PODBUS_PORT and others, which the service does not know")
        .isFalse();
  }

  @Test
  void a_pod_has_time_to_end_its_sessions() throws Exception {
    Duration shutdown = config().shutdown().timeout();
    JsonArray preStop =
        container()
            .getJsonObject("lifecycle")
            .getJsonObject("preStop")
            .getJsonObject("exec")
            .getJsonArray("command");
    assertThat(preStop.getString(0)).isEqualTo("sleep");
    long before = Long.parseLong(preStop.getString(1));
    assertThat(podSpec().getLong("terminationGracePeriodSeconds"))
        .isGreaterThan(shutdown.toSeconds() + before + 5);
    assertThat(
            object("PodDisruptionBudget", "podbus")
                .getJsonObject("spec")
                .getInteger("maxUnavailable"))
        .isOne();
  }

  @Test
  void ports_are_those_of_the_configuration_and_the_clusters_are_closed() throws Exception {
    PodbusConfig config = config();
    Map<String, Integer> ports = new HashMap<>();
    objects(container().getJsonArray("ports"))
        .forEach(port -> ports.put(port.getString("name"), port.getInteger("containerPort")));
    assertThat(ports)
        .containsOnly(
            Map.entry("https", config.http().port()),
            Map.entry("members", config.cluster().port()),
            Map.entry("bus", config.cluster().busPort()));
    List<String> forEverybody = new ArrayList<>();
    for (JsonObject rule :
        objects(object("NetworkPolicy", "podbus").getJsonObject("spec").getJsonArray("ingress"))) {
      if (!rule.containsKey("from")) {
        objects(rule.getJsonArray("ports"))
            .forEach(each -> forEverybody.add(each.getString("port")));
      }
    }
    assertThat(forEverybody).containsExactly("https");
    assertThat(object("Service", "podbus-nodes").getJsonObject("spec").getString("clusterIP"))
        .isEqualTo("None");
  }

  @Test
  void the_service_takes_the_configuration_of_each_node_of_the_compose_file() {
    JsonObject services = compose.getJsonObject("services");
    List<String> hosts = new ArrayList<>();
    for (String name : List.of("node1", "node2", "node3")) {
      JsonObject node = services.getJsonObject(name);
      Map<String, String> environment = new HashMap<>();
      node.getJsonObject("environment")
          .forEach(entry -> environment.put(entry.getKey(), entry.getValue().toString()));
      PodbusConfig config = ConfigLoader.load(Optional.empty(), environment);
      assertThat(config.cluster().node()).contains(name);
      assertThat(config.cluster().members()).contains(config.cluster().host());
      assertThat(node.getJsonObject("networks").getJsonObject("nodes").getString("ipv4_address"))
          .isEqualTo(config.cluster().host());
      assertThat(node.getString("stop_grace_period")).isEqualTo("45s");
      assertThat(config.shutdown().timeout()).isLessThan(Duration.ofSeconds(40));
      hosts.add(config.cluster().host() + ":" + config.http().port());
    }
    assertThat(Path.of("deploy/compose/haproxy.cfg"))
        .content()
        .contains("node1 " + hosts.get(0), "node2 " + hosts.get(1), "node3 " + hosts.get(2));
  }
}
