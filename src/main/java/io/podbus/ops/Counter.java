package io.podbus.ops;

import java.util.concurrent.atomic.LongAdder;

/// One series of a counter. Any thread; without a lock, and without garbage.
public final class Counter {
  private final LongAdder sum = new LongAdder();

  Counter() {}

  /// Counts one more.
  public void increment() {
    sum.increment();
  }

  /// Counts that many more; of a counter of seconds, nanoseconds.
  public void add(long more) {
    sum.add(more);
  }

  /// What was counted so far.
  public long sum() {
    return sum.sum();
  }
}
