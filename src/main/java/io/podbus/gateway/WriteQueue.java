package io.podbus.gateway;

/// How much may wait in front of one client's socket.
final class WriteQueue {
  /// Past this a reader does not ask for more: two batches, so that one is fetched while the other
  /// goes out.
  static final int BYTES = 2 * RecordPull.BATCH_BYTES;

  private WriteQueue() {}
}
