package io.podbus.session.journal;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of one journal as its writer sees them: appends, begins the next segment, lets the
/// oldest go. Owned by the writer's thread; blocking.
final class SegmentFiles {
  /// Small enough that retention goes in steps, large enough that files are few.
  private static final int MIN_SEGMENT_BYTES = 64 * 1024;

  private static final int MAX_SEGMENT_BYTES = 8 * 1024 * 1024;

  private final DiskLog log;
  private final JournalDirectory directory;
  private final JournalBudget budget;
  private final int retainBytes;
  private final JournalSync sync;
  private @Nullable FileChannel channel;
  private @Nullable Segment current;
  private @Nullable Buffer described;
  private boolean prepared;
  private boolean unsynced;

  /// @param budget of the disk, of all journals
  SegmentFiles(
      DiskLog log,
      JournalDirectory directory,
      JournalBudget budget,
      int retainBytes,
      JournalSync sync) {
    this.log = log;
    this.directory = directory;
    this.budget = budget;
    this.retainBytes = retainBytes;
    this.sync = sync;
    this.prepared = !log.segments().isEmpty();
  }

  /// Writes records, and says so to the log as it comes along.
  ///
  /// @param staging has an array; its content means nothing before and after
  void append(List<Handover.Item> items, ByteBuffer staging) throws IOException {
    ByteBuffer block = staging.clear();
    int segmentBytes =
        Math.clamp(budget.allowance(retainBytes) / 8, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
    Mark mark = log.end();
    Segment into = current;
    long at = into == null ? 0 : into.extent().recordsEnd();
    long charge = into == null ? 0 : into.extent().charge();
    for (Handover.Item item : items) {
      if (item.mark().seq() < mark.seq()) {
        // Handed over a second time, after a failure that came in between.
        continue;
      }
      int length = RecordFormat.length(item.entry());
      if (into == null || item.mark().seq() != mark.seq() || at >= segmentBytes) {
        flush(block, at, mark, charge);
        into = roll(item.mark());
        at = SegmentHeader.BYTES;
        charge = 0;
      }
      if (block.remaining() < length) {
        flush(block, at, mark, charge);
        block = length > staging.capacity() ? ByteBuffer.allocate(length) : staging.clear();
      }
      into.index().offer(item.mark().at(item.entry().timeMillis()), at);
      RecordFormat.put(block, item.entry(), item.mark().position());
      at += length;
      charge += HotTail.charge(item.entry());
      mark = item.mark().after(item.entry());
    }
    flush(block, at, mark, charge);
    retain();
  }

  private void flush(ByteBuffer block, long until, Mark mark, long charge) throws IOException {
    if (block.position() == 0 || current == null) {
      return;
    }
    block.flip();
    int length = block.remaining();
    FileChannel target = open(current);
    long at = until - length;
    while (block.hasRemaining()) {
      at += target.write(block, at);
    }
    block.clear();
    if (sync == JournalSync.ALWAYS) {
      target.force(false);
    } else {
      unsynced = true;
    }
    budget.add(length);
    current.extend(new Segment.Extent(until, mark, charge, until));
    log.end(mark);
  }

  private FileChannel open(Segment segment) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = directory.open(segment.file());
      channel = open;
    }
    return open;
  }

  private Segment roll(Mark begin) throws IOException {
    seal();
    prepare();
    Path file = directory.segment(log.directory(), begin.seq());
    channel = directory.create(file, new SegmentHeader(log.id(), begin).encode());
    if (sync == JournalSync.ALWAYS) {
      directory.syncFolder(log.directory());
    }
    budget.add(SegmentHeader.BYTES);
    Segment next = Segment.empty(file, begin);
    List<Segment> all = new ArrayList<>(log.segments());
    all.add(next);
    log.segments(List.copyOf(all));
    current = next;
    return next;
  }

  /// Puts the index behind the records of a segment that gets no more.
  private void seal() throws IOException {
    if (current == null) {
      return;
    }
    Segment full = current;
    Segment.Extent extent = full.extent();
    byte[] index = full.index().encode(extent.recordsEnd(), extent.end(), extent.charge());
    FileChannel target = open(full);
    ByteBuffer bytes = ByteBuffer.wrap(index);
    long at = extent.recordsEnd();
    while (bytes.hasRemaining()) {
      at += target.write(bytes, at);
    }
    budget.add(index.length);
    full.extend(new Segment.Extent(extent.recordsEnd(), extent.end(), extent.charge(), at));
    if (sync != JournalSync.NONE) {
      target.force(false);
    }
    closeFile();
    current = null;
  }

  private void prepare() throws IOException {
    if (!prepared) {
      directory.makeFolder(log.directory());
      prepared = true;
    }
  }

  /// Lets the oldest segments go that are beyond the session's bound, or that it does not need.
  private void retain() throws IOException {
    List<Segment> all = log.segments();
    long charge = 0;
    for (Segment segment : all) {
      charge += segment.extent().charge();
    }
    long allowance = budget.allowance(retainBytes);
    int drop = 0;
    while (drop < all.size() - 1
        && (charge > allowance || all.get(drop).extent().end().seq() <= log.keepFrom())) {
      charge -= all.get(drop).extent().charge();
      drop++;
    }
    if (drop == 0) {
      return;
    }
    // Readers first: they must not find what is about to go.
    log.segments(List.copyOf(all.subList(drop, all.size())));
    for (Segment old : all.subList(0, drop)) {
      directory.delete(old.file());
      budget.add(-old.extent().fileBytes());
    }
  }

  /// Writes the session's record where there is a new one.
  void describe() throws IOException {
    Buffer latest = log.metadata();
    if (latest != null && !latest.equals(described)) {
      prepare();
      directory.describe(log.directory(), latest.getBytes());
      described = latest;
    }
  }

  /// Makes what was written survive a loss of power.
  void sync() throws IOException {
    if (unsynced && channel != null) {
      channel.force(false);
    }
    unsynced = false;
  }

  boolean unsynced() {
    return unsynced;
  }

  /// A write has failed. What it left of a record goes, if the disk allows that; the next record
  /// begins a segment of its own.
  void abandon() {
    Segment broken = current;
    if (broken != null && channel != null) {
      try {
        channel.truncate(broken.extent().recordsEnd());
      } catch (IOException e) {
        // Readers end at the extent; a later process cuts the rest off.
      }
    }
    closeQuietly();
    current = null;
    prepared = false;
  }

  /// Gives the descriptor back; the next append opens the file again.
  void closeFile() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      if (unsynced && sync == JournalSync.INTERVAL) {
        open.force(false);
      }
      unsynced = false;
      open.close();
    }
  }

  void closeQuietly() {
    try {
      closeFile();
    } catch (IOException e) {
      // Nothing is lost that was not lost before: every write was acknowledged by itself.
    }
  }

  boolean isOpen() {
    return channel != null;
  }

  /// Takes everything away.
  void remove() throws IOException {
    closeQuietly();
    List<Segment> all = log.segments();
    log.segments(List.of());
    directory.remove(log.directory());
    for (Segment old : all) {
      budget.add(-old.extent().fileBytes());
    }
  }
}
