package io.podbus.it;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Several nodes of one cluster on loopback, in this JVM or as processes: who they are to each
/// other. Ports are free ones; times are short.
final class ClusterNodes {
  /// After how much silence a node counts as away here.
  static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);

  private final String name = "test-" + UUID.randomUUID();
  private final List<Integer> ports;
  private final Map<String, String> settings;

  /// @param most how many nodes there will be at most
  /// @param settings of every node, beside those of the cluster
  ClusterNodes(int most, Map<String, String> settings) {
    this.ports = Ports.free(most);
    this.settings = Map.copyOf(settings);
  }

  /// The configuration of the node of this number, from 0; it is called `n0`, `n1`, …
  Map<String, String> settings(int number) {
    List<String> members = new ArrayList<>();
    ports.forEach(port -> members.add("127.0.0.1:" + port));
    Map<String, String> all = new HashMap<>();
    all.put("PODBUS_CLUSTER_ENABLED", "true");
    all.put("PODBUS_CLUSTER_NAME", name);
    all.put("PODBUS_CLUSTER_NODE", node(number));
    all.put("PODBUS_CLUSTER_MEMBERS", String.join(",", members));
    all.put("PODBUS_CLUSTER_PORT", ports.get(number).toString());
    all.put("PODBUS_CLUSTER_BUS_PORT", "0");
    all.put("PODBUS_CLUSTER_NODE_TIMEOUT_MS", Long.toString(NODE_TIMEOUT.toMillis()));
    all.putAll(settings);
    return all;
  }

  /// What the node of this number is called.
  static String node(int number) {
    return "n" + number;
  }

  /// Starts nodes in this JVM, one after the other, and waits until each knows all.
  List<Service> startHere(int count) {
    List<Service> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(Service.start(settings(i)));
    }
    for (Service node : nodes) {
      awaitNodes(node.managementUrl(), count);
    }
    return nodes;
  }

  /// Waits until a node knows so many, itself included.
  static void awaitNodes(String managementUrl, int count) {
    Await.until(
        Service.DEADLINE, "a node knows " + count + " nodes", () -> known(managementUrl) == count);
  }

  /// How many nodes this one knows to be there.
  static int known(String managementUrl) {
    return fact(managementUrl, "nodes");
  }

  /// How many places for sessions this one knows in the whole cluster.
  static int free(String managementUrl) {
    return fact(managementUrl, "free");
  }

  private static int fact(String managementUrl, String name) {
    JsonObject health = new JsonObject(new Api(managementUrl).get("/health/ready").body());
    return health.getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("name").equals("cluster"))
        .mapToInt(check -> check.getInteger(name))
        .sum();
  }
}
