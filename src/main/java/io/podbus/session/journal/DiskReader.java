package io.podbus.session.journal;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.session.journal.RecordFormat.DamagedException;
import io.podbus.session.journal.RecordFormat.Head;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads segments, a bounded page at a time. Every record's checksum is compared. Blocking; any
/// thread; holds no file open.
final class DiskReader {
  /// How much of a file is read at a time.
  private static final int PAGE_BYTES = 512 * 1024;

  /// What a page gave.
  ///
  /// @param records those that are wanted, in order
  /// @param nextSeq the first record that was looked at no more
  /// @param at where that stands in the file
  /// @param damagedUntil where there was damage at `nextSeq`: the first record behind it that can
  ///   be read, or that another segment has; else empty
  record Page(List<JournalRecord> records, long nextSeq, long at, OptionalLong damagedUntil) {}

  /// Which record is looked for.
  ///
  /// @param before holds for each place of an index that lies before it for certain
  /// @param found holds for the record itself and for none before it
  record Seek(Predicate<Mark> before, Predicate<Head> found) {}

  private DiskReader() {}

  /// The records of one segment from `seq` on, which it has.
  ///
  /// @param hint where it stands in the file; -1 where that is not known
  static Page read(Segment segment, long seq, long hint, ReadRequest request) throws IOException {
    Segment.Extent extent = segment.extent();
    long at = hint >= 0 ? hint : place(segment, mark -> mark.seq() <= seq);
    List<JournalRecord> records = new ArrayList<>();
    long next = seq;
    try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
      Window window = new Window(channel, at, extent.recordsEnd());
      long bytes = 0;
      Head head = window.next();
      while (head != null) {
        if (head.seq() < seq) {
          window.skip(head);
          head = window.next();
          continue;
        }
        window.check(head, next);
        JournalRecord entry = RecordFormat.record(head, window.body(head));
        if (request.wants(entry)) {
          if (bytes > 0 && bytes + entry.size() > request.maxBytes()) {
            break;
          }
          bytes += HotTail.charge(entry);
          records.add(entry);
        }
        window.skip(head);
        next++;
        head = window.more() ? window.next() : null;
      }
      return new Page(records, next, window.at(), OptionalLong.empty());
    } catch (DamagedException e) {
      return new Page(records, next, -1, OptionalLong.of(behindDamage(segment, next)));
    }
  }

  /// The first record of the next place that lies behind a damaged one.
  private static long behindDamage(Segment segment, long seq) {
    Optional<SegmentIndex.Entry> next =
        segment
            .index()
            .last(mark -> mark.seq() <= seq)
            .flatMap(e -> segment.index().behind(e.at()));
    long end = segment.extent().end().seq();
    return next.map(entry -> Math.min(entry.mark().seq(), end)).orElse(end);
  }

  /// The first record of those segments that is looked for; nothing where it is not among them.
  static OptionalLong seek(List<Segment> segments, Seek seek) throws IOException {
    for (Segment segment : segments) {
      OptionalLong found = seek(segment, seek);
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong seek(Segment segment, Seek seek) throws IOException {
    Segment.Extent extent = segment.extent();
    if (seek.before().test(extent.end())) {
      return OptionalLong.empty();
    }
    try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
      Window window = new Window(channel, place(segment, seek.before()), extent.recordsEnd());
      Head head = window.next();
      while (head != null) {
        if (seek.found().test(head)) {
          return OptionalLong.of(head.seq());
        }
        window.skip(head);
        head = window.next();
      }
    } catch (DamagedException e) {
      // Whoever reads on from here is told.
      return OptionalLong.of(segment.begin().seq());
    }
    return OptionalLong.empty();
  }

  private static long place(Segment segment, Predicate<Mark> before) {
    return segment
        .index()
        .last(before)
        .map(SegmentIndex.Entry::at)
        .orElse((long) SegmentHeader.BYTES);
  }

  /// A part of a file, moved along it as it is read.
  static final class Window {
    private final FileChannel channel;
    private final long end;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private Buffer shared = Buffer.buffer();
    private long start;
    private int position;

    /// @param end where in the file the records end
    Window(FileChannel channel, long start, long end) {
      this.channel = channel;
      this.start = start;
      this.end = end;
    }

    /// Where in the file it stands.
    long at() {
      return start + position;
    }

    /// The head of the record where it stands, whose body is there too; null at the end.
    @Nullable Head next() throws IOException, DamagedException {
      if (at() >= end) {
        return null;
      }
      require(RecordFormat.HEAD_BYTES);
      Head head = RecordFormat.head(bytes.position(position));
      require(head.length());
      return head;
    }

    /// Whether the whole next record is here already.
    boolean more() throws DamagedException {
      int left = bytes.limit() - position;
      return left >= RecordFormat.HEAD_BYTES
          && left >= RecordFormat.head(bytes.position(position)).length();
    }

    private void require(int length) throws IOException, DamagedException {
      if (bytes.limit() - position >= length) {
        return;
      }
      if (end - at() < length) {
        throw new DamagedException("a record that goes beyond the end");
      }
      start = at();
      position = 0;
      byte[] page = new byte[(int) Math.min(end - start, Math.max(length, PAGE_BYTES))];
      bytes = ByteBuffer.wrap(page);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, start + bytes.position()) < 0) {
          throw new DamagedException("a file that is shorter than it was");
        }
      }
      shared = Buffer.buffer();
      bytes.flip();
    }

    void check(Head head, long seq) throws DamagedException {
      RecordFormat.check(bytes, position, head);
      if (head.seq() != seq) {
        throw new DamagedException("record " + head.seq() + " where " + seq + " should be");
      }
    }

    Buffer body(Head head) {
      if (shared.length() == 0) {
        // Once for all records of a page.
        shared = Buffer.buffer(bytes.array());
      }
      int from = position + RecordFormat.HEAD_BYTES;
      return shared.slice(from, from + head.bodyBytes());
    }

    void skip(Head head) {
      position += head.length();
    }
  }
}
