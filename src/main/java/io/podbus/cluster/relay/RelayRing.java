package io.podbus.cluster.relay;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.ReadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last records that a relay was sent, without a hole: found by their number, the oldest given
/// up first. Records are shared by all readers of this node.
///
/// Owned by the relay's event loop.
final class RelayRing {
  /// What a record costs at least, however short: with its object and its buffer.
  static final int MIN_CHARGE_BYTES = 256;

  private @Nullable JournalRecord[] slots = new JournalRecord[64];

  /// Beside each record: what those before it have cost since the beginning.
  private long[] costs = new long[64];

  private long begin;
  private long end;
  private long cost;
  private long firstSeq;
  private long nextSeq;

  static long charge(JournalRecord entry) {
    return Math.max(entry.size(), MIN_CHARGE_BYTES);
  }

  /// The first record that an entry stands for.
  static long first(JournalRecord entry) {
    return entry instanceof JournalRecord.Gap gap ? gap.fromSeq() : entry.seq();
  }

  /// Forgets all, and goes on with this record.
  void reset(long seq) {
    while (begin < end) {
      drop();
    }
    firstSeq = seq;
    nextSeq = seq;
  }

  /// Adds the record that follows.
  void append(JournalRecord entry) {
    if (first(entry) != nextSeq) {
      throw new IllegalStateException("a hole before record " + entry.seq());
    }
    if (end - begin == slots.length) {
      grow();
    }
    slots[slot(end)] = entry;
    costs[slot(end)] = cost;
    cost += charge(entry);
    end++;
    nextSeq = entry.seq() + 1;
  }

  /// Gives up the oldest records until at most so much is held, but none at or behind this one.
  void evict(long maxBytes, long keepFrom) {
    while (begin < end && charged() > maxBytes && at(begin).seq() < keepFrom) {
      firstSeq = at(begin).seq() + 1;
      drop();
    }
  }

  private void drop() {
    slots[slot(begin)] = null;
    begin++;
  }

  /// Copies what a reader wants from this record on.
  ///
  /// @param from at least [#firstSeq]
  /// @param into takes the records
  /// @return the first record that was looked at no more
  long read(long from, ReadRequest request, List<JournalRecord> into) {
    if (from < firstSeq) {
      throw new IllegalStateException("record " + from + " is gone");
    }
    long cursor = from;
    long bytes = 0;
    for (long place = find(from); place < end; place++) {
      JournalRecord entry = at(place);
      if (request.wants(entry)) {
        if (bytes > 0 && bytes + entry.size() > request.maxBytes()) {
          break;
        }
        bytes += charge(entry);
        into.add(behind(from, entry));
      }
      cursor = entry.seq() + 1;
    }
    return cursor;
  }

  /// A reader that is within a gap misses no more than what is left of it.
  private static JournalRecord behind(long from, JournalRecord entry) {
    return entry instanceof JournalRecord.Gap gap && gap.fromSeq() < from
        ? new JournalRecord.Gap(from, gap.seq(), gap.timeMillis(), -1, gap.reason())
        : entry;
  }

  /// What is held at and behind this record.
  long chargedFrom(long seq) {
    long place = find(seq);
    return place == end ? 0 : cost - costs[slot(place)];
  }

  /// What is held.
  long charged() {
    return begin == end ? 0 : cost - costs[slot(begin)];
  }

  /// The place of the first entry that stands for this record or a later one.
  private long find(long seq) {
    long low = begin;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (at(middle).seq() < seq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private JournalRecord at(long place) {
    JournalRecord entry = slots[slot(place)];
    if (entry == null) {
      throw new IllegalStateException("no record at " + place);
    }
    return entry;
  }

  private int slot(long place) {
    return (int) (place & (slots.length - 1));
  }

  private void grow() {
    @Nullable JournalRecord[] newSlots = new JournalRecord[slots.length * 2];
    long[] newCosts = new long[newSlots.length];
    for (long place = begin; place < end; place++) {
      int to = (int) (place & (newSlots.length - 1));
      newSlots[to] = slots[slot(place)];
      newCosts[to] = costs[slot(place)];
    }
    slots = newSlots;
    costs = newCosts;
  }

  /// The first record that is held; the next one to come where there is none.
  long firstSeq() {
    return firstSeq;
  }

  /// The record that comes next.
  long nextSeq() {
    return nextSeq;
  }

  /// Whether the exit is there.
  boolean ended() {
    return begin < end && at(end - 1) instanceof JournalRecord.Exited;
  }
}
