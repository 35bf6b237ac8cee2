package io.podbus.session.journal;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what journals do. Thread-safe.
final class JournalMeters {
  private static final Logger LOG = LoggerFactory.getLogger(JournalMeters.class);

  private final LongAdder writtenBytes = new LongAdder();
  private final LongAdder writtenRecords = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder skippedBytes = new LongAdder();
  private final LongAdder damages = new LongAdder();
  private final LongAdder diskReads = new LongAdder();
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicBoolean unusable = new AtomicBoolean();
  private final AtomicReference<@Nullable String> lastProblem = new AtomicReference<>();

  void writing(List<Handover.Item> items) {
    writes.increment();
    writtenRecords.add(items.size());
    long bytes = 0;
    for (Handover.Item item : items) {
      bytes += item.entry().size();
    }
    writtenBytes.add(bytes);
  }

  /// A journal cannot be written any more.
  void failed(String why) {
    failures.increment();
    failing.incrementAndGet();
    lastProblem.set(why);
  }

  /// A journal can be written again, or is gone.
  void recovered() {
    failing.decrementAndGet();
  }

  /// The folder of all journals cannot be used.
  void unusable(String why) {
    failures.increment();
    lastProblem.set(why);
    unusable.set(true);
  }

  /// Why something cannot be written now; null where all can.
  @Nullable String problem() {
    return failing.get() > 0 || unusable.get() ? lastProblem.get() : null;
  }

  /// Output went before the disk had taken it.
  void skipped(long bytes) {
    skippedBytes.add(bytes);
  }

  /// A segment could not be read where it should.
  void damaged(Segment segment) {
    damages.increment();
    if (segment.tellDamage()) {
      LOG.error("{} is damaged: its readers get a gap", segment.file());
    }
  }

  void diskRead() {
    diskReads.increment();
  }

  /// @param memoryBytes what tails hold
  /// @param diskBytes what files hold
  JournalFigures figures(long memoryBytes, long diskBytes, long lagBytes) {
    return new JournalFigures(
        memoryBytes,
        diskBytes,
        lagBytes,
        writtenBytes.sum(),
        writtenRecords.sum(),
        writes.sum(),
        skippedBytes.sum(),
        failures.sum(),
        failing.get(),
        lastProblem.get(),
        damages.sum(),
        diskReads.sum());
  }
}
