package io.podbus.session.journal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The bound over all journals of this process together. Thread-safe.
///
/// Journals may retain what their sessions asked for until nine tenths of the bound are in use;
/// from then on each is held to an equal share, so that many busy sessions shorten each other's
/// history and never exhaust the heap.
public final class JournalBudget {
  /// No journal is pressed below this, or a reader could never catch up.
  private static final int FLOOR_BYTES = 32 * 1024;

  private final long totalBytes;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicInteger journals = new AtomicInteger();

  /// @param totalBytes of all journals
  public JournalBudget(long totalBytes) {
    this.totalBytes = totalBytes;
  }

  void opened() {
    journals.incrementAndGet();
  }

  void closed() {
    journals.decrementAndGet();
  }

  void add(long bytes) {
    usedBytes.addAndGet(bytes);
  }

  /// How much a journal may retain now that wants to retain this much.
  int allowance(int wanted) {
    if (usedBytes.get() < totalBytes - totalBytes / 10) {
      return wanted;
    }
    long share = totalBytes / 2 / Math.max(1, journals.get());
    return (int) Math.min(wanted, Math.max(FLOOR_BYTES, share));
  }

  /// Whether old journals should go because the bound is reached.
  public boolean exceeded() {
    return usedBytes.get() > totalBytes;
  }

  /// The bound of all together.
  public long totalBytes() {
    return totalBytes;
  }

  /// What all journals hold now.
  public long usedBytes() {
    return usedBytes.get();
  }
}
