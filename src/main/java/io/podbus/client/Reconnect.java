package io.podbus.client;

import java.time.Duration;
import java.util.function.LongSupplier;

/// When to connect again, and when to give up. Owned by the context of a stream.
final class Reconnect {
  private static final Duration FIRST = Duration.ofMillis(50);
  private static final Duration MOST = Duration.ofSeconds(5);

  private final Duration patience;
  private final LongSupplier nanos;

  private boolean failing;
  private boolean due;
  private long since;
  private Duration next = FIRST;
  private Duration delay = FIRST;

  /// @param patience how long it may fail without a sign of life between
  /// @param nanos the time, as `System::nanoTime`
  Reconnect(Duration patience, LongSupplier nanos) {
    this.patience = patience;
    this.nanos = nanos;
  }

  /// There was a sign of life.
  void succeeded() {
    failing = false;
    next = FIRST;
  }

  /// The connection broke, or could not be opened. Each time twice the delay, at most 5 s, and at
  /// least what the service asks for.
  ///
  /// @return whether to connect again
  boolean failed(PodbusException cause) {
    long now = nanos.getAsLong();
    if (!failing) {
      failing = true;
      since = now;
    }
    Duration wanted = cause.retryAfter().orElse(Duration.ZERO);
    delay = min(wanted.compareTo(next) > 0 ? wanted : next, MOST);
    next = min(next.multipliedBy(2), MOST);
    due = now - since < patience.toNanos();
    return due;
  }

  /// Whether a connection is still to be opened; true once for each [#failed].
  boolean due() {
    boolean open = due;
    due = false;
    return open;
  }

  /// In milliseconds, at least 1.
  long delayMillis() {
    return Math.max(1, delay.toMillis());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
