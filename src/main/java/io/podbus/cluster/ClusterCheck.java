package io.podbus.cluster;

import io.podbus.ops.CheckResult;
import io.vertx.core.Future;
import java.util.Map;

/// Whether this node is a member of the cluster, and how many there are.
///
/// @param bus that joined it
public record ClusterCheck(ClusteredBus bus) {
  /// Waits for nothing. A node alone is ready: it may be the first.
  public Future<CheckResult> answer() {
    int nodes = bus.manager().getNodes().size();
    boolean active = bus.manager().isActive();
    return Future.succeededFuture(
        new CheckResult(
            active,
            active ? "the node is in the cluster" : "the node is in no cluster any more",
            Map.of("nodes", nodes)));
  }
}
