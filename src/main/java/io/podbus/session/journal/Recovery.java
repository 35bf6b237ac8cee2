package io.podbus.session.journal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.SessionId;
import io.podbus.session.journal.RecordFormat.DamagedException;
import io.podbus.session.journal.RecordFormat.Head;
import io.podbus.session.journal.SegmentHeader.UnknownVersionException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out what an earlier process left of its journals.
///
/// A segment that was full says in its footer what is in it; the last one, and one whose footer is
/// missing or damaged, is read through. Where that meets something that is no record, the file is
/// cut: of the last segment, because that is what a write that a crash cut short leaves. What is of
/// a later version is left alone. Blocking.
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private static final ReadRequest ALL =
      new ReadRequest(
          null, new From.First(), null, Integer.MAX_VALUE, Duration.ZERO, Delivery.RETAINED, null);

  private final JournalDirectory directory;
  private final JournalBudget budget;

  /// @param budget of the disk, which what is found counts against
  Recovery(JournalDirectory directory, JournalBudget budget) {
    this.directory = directory;
    this.budget = budget;
  }

  List<Recovered> run() throws IOException {
    List<Recovered> found = new ArrayList<>();
    for (Path folder : directory.folders()) {
      Optional<SessionId> id = SessionId.parse(folder.getFileName().toString());
      if (id.isEmpty()) {
        continue;
      }
      try {
        session(id.get(), folder).ifPresent(found::add);
      } catch (UnknownVersionException e) {
        LOG.warn("{} is left alone: {}", folder, e.getMessage());
      } catch (IOException e) {
        LOG.error("{} cannot be read and is left alone: {}", folder, e.toString());
      }
    }
    return found;
  }

  private Optional<Recovered> session(SessionId id, Path folder)
      throws IOException, UnknownVersionException {
    JsonObject session = describe(folder);
    List<Path> files = directory.segments(folder);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Segment segment = segment(id, files.get(i), i == files.size() - 1);
      if (segment != null) {
        segments.add(segment);
        budget.add(segment.extent().fileBytes());
      }
    }
    if (session == null) {
      LOG.warn("{} has no record of its session: removed", folder);
      segments.forEach(segment -> budget.add(-segment.extent().fileBytes()));
      directory.remove(folder);
      return Optional.empty();
    }
    Mark end = segments.isEmpty() ? Mark.START : segments.getLast().extent().end();
    return Optional.of(new Recovered(id, session, List.copyOf(segments), end, exit(segments)));
  }

  private static @Nullable JsonObject describe(Path folder)
      throws IOException, UnknownVersionException {
    Path file = folder.resolve(JournalDirectory.RECORD);
    if (!Files.exists(file)) {
      return null;
    }
    Optional<SessionRecord.Content> content = SessionRecord.decode(Files.readAllBytes(file));
    if (content.isPresent() && content.get().session().isEmpty()) {
      throw new UnknownVersionException(content.get().version());
    }
    return content.flatMap(SessionRecord.Content::session).orElse(null);
  }

  /// @return null where it is of no use
  private @Nullable Segment segment(SessionId id, Path file, boolean last)
      throws IOException, UnknownVersionException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SegmentHeader header = SegmentHeader.decode(read(channel, 0, SegmentHeader.BYTES));
      if (!header.session().equals(id)) {
        throw new DamagedException("a segment of session " + header.session());
      }
      Optional<SegmentIndex.Footer> footer = footer(channel);
      if (footer.isPresent()) {
        SegmentIndex.Footer full = footer.get();
        return new Segment(
            file,
            header.begin(),
            full.index(),
            new Segment.Extent(full.recordsEnd(), full.end(), full.charge(), channel.size()),
            false);
      }
      return scan(file, channel, header, last);
    } catch (DamagedException e) {
      LOG.error("{} is damaged and left out: {}", file, e.getMessage());
      return null;
    }
  }

  private static Optional<SegmentIndex.Footer> footer(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < SegmentHeader.BYTES + SegmentIndex.FOOTER_BYTES) {
      return Optional.empty();
    }
    try {
      long at = size - SegmentIndex.FOOTER_BYTES;
      long length = SegmentIndex.length(read(channel, at, SegmentIndex.FOOTER_BYTES));
      return length < 0 || length > size - SegmentHeader.BYTES
          ? Optional.empty()
          : SegmentIndex.decode(read(channel, size - length, (int) length))
              .filter(footer -> footer.recordsEnd() == size - length);
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /// Reads through all records, and makes the index anew.
  private static Segment scan(Path file, FileChannel channel, SegmentHeader header, boolean last)
      throws IOException {
    SegmentIndex index = new SegmentIndex();
    Mark mark = header.begin();
    long at = SegmentHeader.BYTES;
    long charge = 0;
    long size = channel.size();
    DiskReader.Window window = new DiskReader.Window(channel, at, size);
    String damage = null;
    try {
      for (Head head = window.next(); head != null; head = window.next()) {
        window.check(head, mark.seq());
        index.offer(mark.at(head.timeMillis()), at);
        mark = mark.after(head);
        charge += Math.max(head.outputBytes(), HotTail.MIN_CHARGE_BYTES);
        window.skip(head);
        at = window.at();
      }
    } catch (DamagedException e) {
      damage = e.getMessage();
    }
    if (damage != null && last) {
      LOG.warn("{}: its torn end is cut, {} bytes: {}", file, size - at, damage);
      try (FileChannel writable = FileChannel.open(file, StandardOpenOption.WRITE)) {
        writable.truncate(at);
      }
      size = at;
    } else if (damage != null) {
      LOG.error("{} is damaged behind record {}: {}", file, mark.seq() - 1, damage);
    }
    Segment.Extent extent = new Segment.Extent(at, mark, charge, size);
    return new Segment(file, header.begin(), index, extent, damage != null && !last);
  }

  /// The exit, where it is the last record.
  private static Optional<JsonObject> exit(List<Segment> segments) throws IOException {
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    Segment last = segments.getLast();
    long seq = last.extent().end().seq() - 1;
    if (seq < last.begin().seq()) {
      return Optional.empty();
    }
    List<JournalRecord> records = DiskReader.read(last, seq, -1, ALL).records();
    return records.size() == 1 && records.getFirst() instanceof JournalRecord.Exited exited
        ? Optional.of(exited.exit())
        : Optional.empty();
  }

  private static byte[] read(FileChannel channel, long at, int length)
      throws IOException, DamagedException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new DamagedException("a file that is too short");
      }
    }
    return bytes.array();
  }
}
