package io.podbus.ops;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Measures how late the timers of its event loop are. Deploy as many instances as there are loops:
/// each gets one of its own.
public final class LoopDelay extends VerticleBase {
  private static final long PERIOD_MILLIS = 500;

  private final Histogram delays;
  private final LongSupplier nanos;

  /// @param nanos a monotonic clock, as `System::nanoTime`
  public LoopDelay(Meters meters, LongSupplier nanos) {
    this.delays = meters.histogram(Metric.LOOP_DELAY_SECONDS);
    this.nanos = nanos;
  }

  @Override
  public Future<?> start() {
    measure();
    return Future.succeededFuture();
  }

  // One timer after the other: a periodic one that is late catches up, and hides it.
  private void measure() {
    long due = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
    vertx.setTimer(
        PERIOD_MILLIS,
        _ -> {
          delays.note(Math.max(0, nanos.getAsLong() - due));
          measure();
        });
  }
}
