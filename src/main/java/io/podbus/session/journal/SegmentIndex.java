package io.podbus.session.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/// Some places of a segment, one for every [#STEP_BYTES] of it or so: from the nearest one before
/// it, a record is found by reading no more than that.
///
/// Written behind the records of a segment that is full. Thread-safe: the writer adds, readers
/// look.
final class SegmentIndex {
  static final int STEP_BYTES = 64 * 1024;

  private static final long MAGIC = 0x706f646275734958L; // "podbusIX"
  private static final int ENTRY_BYTES = Mark.BYTES + Long.BYTES;

  /// What stands at the very end of a segment that is full.
  static final int FOOTER_BYTES = Long.BYTES + Long.BYTES + Long.BYTES + Mark.BYTES + 2 * 4;

  /// A place.
  ///
  /// @param at where in the file the record stands
  record Entry(Mark mark, long at) {}

  /// What the footer of a segment that is full says.
  ///
  /// @param recordsEnd where in the file the records end and the index begins
  /// @param end how far the journal had come behind it
  /// @param charge what its records count against the session's bound
  record Footer(SegmentIndex index, long recordsEnd, Mark end, long charge) {}

  private final List<Entry> entries = new ArrayList<>();

  /// Takes a record's place, where the last one lies far enough before it.
  synchronized void offer(Mark mark, long at) {
    if (entries.isEmpty() || at - entries.getLast().at() >= STEP_BYTES) {
      entries.add(new Entry(mark, at));
    }
  }

  /// The last place for which this holds; it must hold for all places before it.
  ///
  /// @return nothing where it does not even hold for the first
  synchronized Optional<Entry> last(Predicate<Mark> before) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before.test(entries.get(middle).mark())) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Optional.empty() : Optional.of(entries.get(low - 1));
  }

  /// The first place behind this one in the file.
  synchronized Optional<Entry> behind(long at) {
    return entries.stream().filter(entry -> entry.at() > at).findFirst();
  }

  /// Index and footer, as they stand behind the records.
  synchronized byte[] encode(long recordsEnd, Mark end, long charge) {
    ByteBuffer bytes = ByteBuffer.allocate(entries.size() * ENTRY_BYTES + FOOTER_BYTES);
    for (Entry entry : entries) {
      entry.mark().put(bytes);
      bytes.putLong(entry.at());
    }
    bytes.putLong(recordsEnd).putLong(charge);
    end.put(bytes);
    bytes.putInt(entries.size());
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, bytes.position());
    bytes.putInt((int) crc.getValue()).putLong(MAGIC);
    return bytes.array();
  }

  /// How long index and footer are, as the last bytes of a file say.
  ///
  /// @param footer the last [#FOOTER_BYTES]
  /// @return -1 where they are no footer
  static long length(byte[] footer) {
    ByteBuffer source = ByteBuffer.wrap(footer);
    int countAt = 2 * Long.BYTES + Mark.BYTES;
    int count = source.getInt(countAt);
    return source.getLong(FOOTER_BYTES - Long.BYTES) == MAGIC && count >= 0
        ? (long) count * ENTRY_BYTES + FOOTER_BYTES
        : -1;
  }

  /// Reads what [#encode] wrote; nothing where it is damaged.
  static Optional<Footer> decode(byte[] bytes) {
    CRC32C crc = new CRC32C();
    int checkedBytes = bytes.length - Long.BYTES - Integer.BYTES;
    crc.update(bytes, 0, checkedBytes);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    if (source.getInt(checkedBytes) != (int) crc.getValue()) {
      return Optional.empty();
    }
    SegmentIndex index = new SegmentIndex();
    int count = (bytes.length - FOOTER_BYTES) / ENTRY_BYTES;
    for (int i = 0; i < count; i++) {
      index.entries.add(new Entry(Mark.get(source), source.getLong()));
    }
    long recordsEnd = source.getLong();
    long charge = source.getLong();
    return Optional.of(new Footer(index, recordsEnd, Mark.get(source), charge));
  }
}
