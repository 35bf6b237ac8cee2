package io.podbus.ops;

import java.util.concurrent.atomic.LongAdder;

/// One series of a gauge that goes up and down. Any thread; without a lock.
public final class Level {
  private final LongAdder value = new LongAdder();

  Level() {}

  /// One more is there.
  public void up() {
    value.increment();
  }

  /// One is gone.
  public void down() {
    value.decrement();
  }

  /// How many are there.
  public long value() {
    return value.sum();
  }
}
