package io.podbus.gateway.reading;

/// How much may wait in front of one client's socket.
public final class WriteQueue {
  /// Past this a reader does not ask for more: two batches, so that one is fetched while the other
  /// goes out.
  public static final int BYTES = 2 * RecordPull.BATCH_BYTES;

  private WriteQueue() {}
}
