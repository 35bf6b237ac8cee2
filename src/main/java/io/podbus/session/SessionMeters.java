package io.podbus.session;

import io.podbus.ops.Counter;
import io.podbus.ops.Histogram;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.StreamName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The figures of all sessions of this process. Any thread; a session tells its own by a
/// [SessionMeter].
final class SessionMeters {
  private static final List<String> GAP_REASONS =
      List.of(
          JournalRecord.Gap.RETENTION,
          JournalRecord.Gap.LATEST,
          JournalRecord.Gap.STORAGE,
          JournalRecord.Gap.CORRUPT,
          JournalRecord.Gap.LOST);

  private final Meters meters;
  private final LongSupplier nanos;
  private final Map<StreamName, Counter> output = new EnumMap<>(StreamName.class);
  private final Counter input;
  private final Counter feedSkipped;
  private final Counter evicted;
  private final Counter stalls;
  private final Counter stallNanos;
  private final Histogram lag;

  /// @param nanos a monotonic clock, as `System::nanoTime`
  SessionMeters(Meters meters, LongSupplier nanos) {
    this.meters = meters;
    this.nanos = nanos;
    for (StreamName stream : StreamName.values()) {
      output.put(stream, meters.counter(Metric.OUTPUT_BYTES, stream.wireName()));
    }
    this.input = meters.counter(Metric.INPUT_BYTES);
    this.feedSkipped = meters.counter(Metric.FEED_SKIPPED_BYTES);
    this.evicted = meters.counter(Metric.EVICTED_BYTES);
    this.stalls = meters.counter(Metric.STALLS);
    this.stallNanos = meters.counter(Metric.STALL_SECONDS);
    this.lag = meters.histogram(Metric.READER_LAG_BYTES);
    for (String reason : GAP_REASONS) {
      meters.counter(Metric.GAPS, reason);
      meters.counter(Metric.GAP_BYTES, reason);
    }
  }

  /// What one session tells.
  SessionMeter of(String operation, SessionTrace trace) {
    return new SessionMeter(this, operation, trace);
  }

  Meters all() {
    return meters;
  }

  long nanos() {
    return nanos.getAsLong();
  }

  void output(StreamName stream, int bytes) {
    Counter counter = output.get(stream);
    if (counter != null) {
      counter.add(bytes);
    }
  }

  void input(long bytes) {
    input.add(bytes);
  }

  void feedSkipped(int bytes) {
    feedSkipped.add(bytes);
  }

  void evicted(long bytes) {
    if (bytes > 0) {
      evicted.add(bytes);
    }
  }

  void stalled(long forNanos) {
    stalls.increment();
    stallNanos.add(forNanos);
  }

  /// A reader was given records, and this much lay before it.
  void lag(long bytes) {
    if (bytes >= 0) {
      lag.note(bytes);
    }
  }

  void gap(JournalRecord.Gap gap) {
    meters.counter(Metric.GAPS, gap.reason()).increment();
    meters.counter(Metric.GAP_BYTES, gap.reason()).add(Math.max(0, gap.bytes()));
  }
}
