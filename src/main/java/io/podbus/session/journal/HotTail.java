package io.podbus.session.journal;

import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.StreamName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last records of a journal, in memory.
///
/// Records stand in a ring, found by `seq` without a search. Beside each stands its position: how
/// much output came before it, which is what tells the size of a gap.
///
/// Owned by the session's event loop; no method may be called elsewhere.
final class HotTail {
  /// What a record costs at least, however short: a program that writes byte by byte must not buy a
  /// hundred times its bound in objects.
  static final int MIN_CHARGE_BYTES = 32;

  private final JournalBudget budget;
  private final EvictedPositions evicted = new EvictedPositions();

  private @Nullable JournalRecord[] ring = new JournalRecord[8];
  private long[] positions = new long[8];
  private Mark begin;
  private Mark end;
  private long charged;

  /// @param begin how far the journal had come before the first record that will stand here
  HotTail(JournalBudget budget, Mark begin) {
    this.budget = budget;
    this.begin = begin;
    this.end = begin;
  }

  /// What a record of this size counts against the bounds.
  static long charge(JournalRecord entry) {
    return Math.max(entry.size(), MIN_CHARGE_BYTES);
  }

  void append(JournalRecord entry) {
    if (nextSeq() - firstSeq() == ring.length) {
      grow();
    }
    int slot = slot(nextSeq());
    ring[slot] = entry;
    positions[slot] = end.position();
    end = end.after(entry);
    charge(charge(entry));
  }

  /// Leaves numbers out, while there is nothing here yet.
  void skip(long numbers) {
    if (nextSeq() != firstSeq()) {
      throw new IllegalStateException("records are here already");
    }
    begin = end.skip(numbers);
    end = begin;
  }

  /// Lets the oldest record go.
  void evict() {
    int slot = slot(firstSeq());
    JournalRecord oldest = at(firstSeq());
    evicted.remember(firstSeq(), positions[slot]);
    ring[slot] = null;
    charge(-charge(oldest));
    begin = begin.after(oldest);
  }

  /// Copies what a reader wants of the records from here on.
  ///
  /// @param until not this record nor any behind it
  /// @param into takes the records
  /// @return the first record that was looked at no more
  long read(long from, long until, ReadRequest request, List<JournalRecord> into) {
    long cursor = from;
    long bytes = 0;
    while (cursor < until) {
      JournalRecord entry = at(cursor);
      if (request.wants(entry)) {
        if (bytes > 0 && bytes + entry.size() > request.maxBytes()) {
          break;
        }
        bytes += charge(entry);
        into.add(entry);
      }
      cursor++;
    }
    return cursor;
  }

  /// The first record of at least this age; the next one to come where there is none.
  long firstSince(long epochMillis) {
    long seq = firstSeq();
    while (seq < nextSeq() && at(seq).timeMillis() < epochMillis) {
      seq++;
    }
    return seq;
  }

  /// The record that holds this byte.
  ///
  /// @param at an offset less than the size of the stream
  /// @return -1 where it lies before the first one here
  long holding(From.Offset at) {
    for (long seq = nextSeq() - 1; seq >= firstSeq(); seq--) {
      if (at(seq) instanceof OutputRecord output
          && output.stream() == at.stream()
          && output.offset() <= at.offset()) {
        return seq;
      }
    }
    return -1;
  }

  /// The first record from which on at most so much output lies before the end; with 0 the next one
  /// to come.
  ///
  /// @param stream the only stream whose output counts; null for all
  long lastBytes(@Nullable StreamName stream, long bytes) {
    long left = bytes;
    long seq = nextSeq();
    while (bytes > 0 && seq > firstSeq()) {
      JournalRecord entry = at(seq - 1);
      boolean counts =
          entry instanceof OutputRecord output && (stream == null || stream == output.stream());
      left -= counts ? entry.size() : 0;
      if (left < 0) {
        break;
      }
      seq--;
    }
    return seq;
  }

  /// How much output came before this record, which may be gone already.
  ///
  /// @return -1 where that is no longer known
  long positionOf(long seq) {
    if (seq >= nextSeq()) {
      return end.position();
    }
    return seq >= firstSeq() ? positions[slot(seq)] : evicted.of(seq, firstSeq());
  }

  /// How much output lies at and behind this record, which may be gone already.
  ///
  /// @return -1 where that is no longer known
  long bytesFrom(long seq) {
    long position = positionOf(seq);
    return position < 0 ? -1 : end.position() - position;
  }

  JournalRecord at(long seq) {
    JournalRecord entry = ring[slot(seq)];
    if (entry == null || entry.seq() != seq) {
      throw new IllegalStateException("record " + seq + " is gone");
    }
    return entry;
  }

  private void grow() {
    @Nullable JournalRecord[] newRing = new JournalRecord[ring.length * 2];
    long[] newPositions = new long[newRing.length];
    for (long seq = firstSeq(); seq < nextSeq(); seq++) {
      int to = (int) (seq & (newRing.length - 1));
      newRing[to] = ring[slot(seq)];
      newPositions[to] = positions[slot(seq)];
    }
    ring = newRing;
    positions = newPositions;
  }

  private int slot(long seq) {
    return (int) (seq & (ring.length - 1));
  }

  private void charge(long bytes) {
    charged += bytes;
    budget.add(bytes);
  }

  /// Gives everything back to the budget. Not to be used any more.
  void close() {
    budget.add(-charged);
    charged = 0;
  }

  /// The first record here; the next one to come where there is none.
  long firstSeq() {
    return begin.seq();
  }

  long nextSeq() {
    return end.seq();
  }

  /// How far the journal had come before the first record here.
  Mark begin() {
    return begin;
  }

  /// How far it has come.
  Mark end() {
    return end;
  }

  /// What the records here count against the bounds.
  long charged() {
    return charged;
  }
}
