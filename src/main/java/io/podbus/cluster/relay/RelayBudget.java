package io.podbus.cluster.relay;

import java.util.concurrent.atomic.AtomicLong;

/// What all relays of this node hold together, output on its way to them included. Any thread.
final class RelayBudget {
  private final long total;
  private final AtomicLong used = new AtomicLong();

  RelayBudget(long total) {
    this.total = total;
  }

  /// Takes so much, where it is there.
  boolean take(long bytes) {
    long now = used.get();
    while (now + bytes <= total) {
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = used.get();
    }
    return false;
  }

  /// Takes more, or gives back, whatever there is.
  void add(long bytes) {
    used.addAndGet(bytes);
  }

  /// Whether there is so little left that nothing is to be held for readers that lag.
  boolean tight() {
    return used.get() > total / 10 * 9;
  }

  /// What is taken.
  long used() {
    return used.get();
  }
}
