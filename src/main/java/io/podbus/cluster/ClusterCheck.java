package io.podbus.cluster;

import io.podbus.ops.CheckResult;
import java.util.List;
import java.util.Map;

/// Whether this node is a member of the cluster.
///
/// @param bus that joined it
record ClusterCheck(ClusteredBus bus) {
  /// A node alone is ready: it may be the first. So is one that misses others.
  ///
  /// @param free places for sessions in the whole cluster, as far as is known here
  CheckResult answer(int nodes, int free, List<String> away) {
    boolean active = bus.manager().isActive();
    String detail =
        !active
            ? "the node is in no cluster any more"
            : away.isEmpty() ? "the node is in the cluster" : "nodes are away: " + away;
    return new CheckResult(active, detail, Map.of("nodes", nodes, "free", free, "away", away));
  }
}
