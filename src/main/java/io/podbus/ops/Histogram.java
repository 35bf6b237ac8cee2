package io.podbus.ops;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// One series of a histogram. Any thread.
public sealed interface Histogram {
  /// Notes one value: nanoseconds, or bytes.
  void note(long value);

  /// Of durations.
  record OfSeconds(Timer timer) implements Histogram {
    @Override
    public void note(long nanos) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /// Of sizes.
  record OfBytes(DistributionSummary summary) implements Histogram {
    @Override
    public void note(long bytes) {
      summary.record((double) bytes);
    }
  }
}
