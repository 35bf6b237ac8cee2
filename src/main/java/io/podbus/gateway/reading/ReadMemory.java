package io.podbus.gateway.reading;

/// How much memory one client's stream may take: a batch that is on its way from the journal, and
/// twice that in front of its socket. Clients that stand still fill both, so with many of them each
/// gets less: together they never take more than a part of the heap.
public final class ReadMemory {
  /// How much output a batch carries at most.
  public static final int BATCH_BYTES = 256 * 1024;

  /// As much as a pipe gives at once: below it a record would come alone all the same.
  private static final int LEAST_BATCH_BYTES = 16 * 1024;

  /// What batches may have together, and queues twice that.
  private static final long SHARE = 24;

  private ReadMemory() {}

  /// How much a batch carries where so many streams are open.
  public static int batchBytes(long streams) {
    return batchBytes(streams, Runtime.getRuntime().maxMemory());
  }

  static int batchBytes(long streams, long heapBytes) {
    return Math.clamp(heapBytes / SHARE / Math.max(1, streams), LEAST_BATCH_BYTES, BATCH_BYTES);
  }

  /// How much may wait in front of a client's socket; past it its reader asks for no more. Two
  /// batches, so that one is fetched while the other goes out.
  public static int queueBytes(long streams) {
    return 2 * batchBytes(streams);
  }
}
