package io.podbus;

import io.podbus.config.ClusterConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// What this node is called.
final class NodeName {
  private NodeName() {}

  /// What the operator calls it, else the host's own name; `localhost` where it does not know it.
  /// May ask a name server.
  static String of(ClusterConfig cluster) {
    return cluster.node().orElseGet(NodeName::ofHost);
  }

  private static String ofHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
