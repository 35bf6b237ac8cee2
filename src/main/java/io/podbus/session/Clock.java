package io.podbus.session;

import io.podbus.session.journal.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The time as sessions are told it: one clock to say when, one to measure how long. The first may
/// jump when the host sets its time; no limit may end early or late because of that. Any thread.
///
/// @param wall milliseconds since the epoch
/// @param monotonic nanoseconds since whenever, only ever forward, as `System::nanoTime`
public record Clock(LongSupplier wall, LongSupplier monotonic) implements TimeSource {
  /// When: milliseconds since the epoch.
  @Override
  public long now() {
    return wall.getAsLong();
  }

  /// How long: milliseconds since whenever; only differences mean something.
  @Override
  public long ticks() {
    return TimeUnit.NANOSECONDS.toMillis(monotonic.getAsLong());
  }
}
