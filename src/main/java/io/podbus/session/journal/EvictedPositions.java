package io.podbus.session.journal;

/// Where records stood that went lately, so that the gap of a reader who missed them can tell how
/// much that was. Bounded: of what went longer ago nothing is known. Owned by the session's event
/// loop.
final class EvictedPositions {
  private static final int COUNT = 8192;

  private long[] positions = new long[0];

  void remember(long seq, long position) {
    if (positions.length == 0) {
      positions = new long[COUNT];
    }
    positions[(int) (seq % COUNT)] = position;
  }

  /// @param firstSeq the first record that has not gone
  /// @return -1 where it is not known any more
  long of(long seq, long firstSeq) {
    if (seq == 0) {
      return 0;
    }
    return firstSeq - seq <= positions.length ? positions[(int) (seq % COUNT)] : -1;
  }
}
