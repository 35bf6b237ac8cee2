package io.podbus.ops.trace;

/// Is told how many spans there were. Any thread.
public interface SpanCounts {
  /// So many have ended, and are to be sent.
  void ended(int spans);

  /// So many were taken by the collector.
  void sent(int spans);

  /// So many were not.
  void failed(int spans);
}
