package io.podbus.gateway.terminal;

import java.util.ArrayDeque;

/// How much output a client has that it has not said it dealt with. A browser takes from its socket
/// whatever comes and queues it without bound; what bounds it is that it says how far it is.
///
/// Confined to the connection's context.
final class AckWindow {
  private record Sent(long seq, int bytes) {}

  private final long windowBytes;
  private final ArrayDeque<Sent> unacknowledged = new ArrayDeque<>();
  private long bytes;

  /// @param windowBytes 0 for a client that acknowledges nothing
  AckWindow(long windowBytes) {
    this.windowBytes = windowBytes;
  }

  void sent(long seq, int size) {
    if (windowBytes > 0 && size > 0) {
      unacknowledged.add(new Sent(seq, size));
      bytes += size;
    }
  }

  void acknowledged(long seq) {
    while (!unacknowledged.isEmpty() && unacknowledged.peek().seq() <= seq) {
      bytes -= unacknowledged.remove().bytes();
    }
  }

  /// How much more may be sent.
  int roomBytes() {
    return windowBytes == 0
        ? Integer.MAX_VALUE
        : Math.clamp(windowBytes - bytes, 0, Integer.MAX_VALUE);
  }

  /// Whether nothing more may be sent before something is acknowledged.
  boolean isClosed() {
    return windowBytes > 0 && bytes >= windowBytes;
  }
}
