package io.podbus;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What this host is called.
final class NodeName {
  private NodeName() {}

  /// The host's own name; `localhost` where it does not know it. May ask a name server.
  static String find() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
