package io.podbus.session.journal;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What of a journal is on the disk, or on its way there: where its session's loop, its writer and
/// its readers meet.
///
/// The loop hands records over and never waits; the writer puts them into segments and says how far
/// it has come; readers find segments here. When the disk cannot be written the loop is told why,
/// and tries again from time to time.
///
/// Thread-safe.
final class DiskLog {
  private final SessionId id;
  private final Path directory;
  private final JournalWriter writer;
  private final Handover handover;
  private final Promise<Void> closed = Promise.promise();
  private final Promise<Void> removed = Promise.promise();

  // Written by the writer's thread alone.
  private volatile List<Segment> segments;
  private volatile Mark end;
  private volatile @Nullable String problem;

  // Written by the loop alone.
  private volatile @Nullable Buffer metadata;
  private volatile long keepFrom;
  private volatile boolean closing;
  private volatile boolean removing;
  private volatile boolean awaited;
  private volatile Runnable listener = () -> {};
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// @param segments what is there already
  /// @param end how far it goes
  DiskLog(
      SessionId id,
      Path directory,
      JournalWriter writer,
      long lagBytes,
      List<Segment> segments,
      Mark end) {
    this.id = id;
    this.directory = directory;
    this.writer = writer;
    this.handover = new Handover(lagBytes);
    this.segments = segments;
    this.end = end;
  }

  /// @return whether it has to be put into the writer's queue: it is not there yet
  boolean schedule() {
    return !scheduled.get() && scheduled.compareAndSet(false, true);
  }

  void unschedule() {
    scheduled.set(false);
  }

  SessionId id() {
    return id;
  }

  Path directory() {
    return directory;
  }

  /// Told on some thread when an offer is worth another try, when the disk fails or works again,
  /// and when what was awaited has come.
  void onChange(Runnable action) {
    listener = action;
  }

  void changed() {
    awaited = false;
    listener.run();
  }

  /// Gives a record to the writer. While there is a [#problem] it takes them only now and then, to
  /// see whether that has gone.
  ///
  /// @param mark how far the journal had come before it
  /// @return whether the writer has it; else the loop is told when to try again
  boolean offer(JournalRecord entry, Mark mark) {
    if (!handover.offer(entry, mark)) {
      return false;
    }
    writer.wake(this, handover.bytes());
    return true;
  }

  /// Writes the session's record, in place of the one before; of two in a row the later one.
  void describe(Buffer json) {
    metadata = json;
    writer.wake(this, 0);
  }

  @Nullable Buffer metadata() {
    return metadata;
  }

  /// The writer is to say when it has come further.
  void await() {
    awaited = true;
    writer.wake(this, Long.MAX_VALUE);
  }

  boolean awaited() {
    return awaited;
  }

  /// The session needs no record before this one any more.
  void keepFrom(long seq) {
    keepFrom = seq;
  }

  long keepFrom() {
    return keepFrom;
  }

  /// The files stay; nothing more will be written to them.
  ///
  /// @return completes, on some thread, when all that was handed over is written or has failed
  Future<Void> close() {
    closing = true;
    writer.wake(this, Long.MAX_VALUE);
    return closed.future();
  }

  boolean closing() {
    return closing;
  }

  Promise<Void> closed() {
    return closed;
  }

  /// Takes all files away.
  ///
  /// @return completes, on some thread, when they are gone
  Future<Void> remove() {
    removing = true;
    writer.wake(this, Long.MAX_VALUE);
    return removed.future();
  }

  boolean removing() {
    return removing;
  }

  Promise<Void> removed() {
    return removed;
  }

  Handover handover() {
    return handover;
  }

  void segments(List<Segment> now) {
    segments = now;
  }

  /// In their order.
  List<Segment> segments() {
    return segments;
  }

  /// The segment with this record, or else the first one behind it.
  Optional<Segment> atOrBehind(long seq) {
    return segments.stream().filter(segment -> segment.extent().end().seq() > seq).findFirst();
  }

  void end(Mark now) {
    end = now;
  }

  /// How far the journal had come behind the last record that stands in a file.
  Mark end() {
    return end;
  }

  /// The disk cannot be written: what is on its way is let go of.
  void fail(String why) {
    problem = why;
    handover.refuse();
  }

  /// Lets the loop try again, in spite of the problem.
  void probe() {
    handover.accept();
  }

  void works() {
    problem = null;
  }

  /// Why the disk cannot be written; null where it can.
  @Nullable String problem() {
    return problem;
  }

  /// How much is on its way.
  long lagBytes() {
    return handover.bytes();
  }

  /// Output that can be read from segments.
  long storedBytes() {
    long bytes = 0;
    for (Segment segment : segments) {
      bytes += segment.extent().end().position() - segment.begin().position();
    }
    return bytes;
  }
}
