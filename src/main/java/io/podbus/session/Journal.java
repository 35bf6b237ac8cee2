package io.podbus.session;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ordered log of one session, in memory and bounded. Everything that shows output reads it.
///
/// Records stand in a ring, found by `seq` without a search. Beside each stands its position: how
/// much output came before it, which is what tells the size of a gap. When the oldest record goes,
/// its position is remembered for a while.
///
/// Owned by the session's event loop; no method may be called elsewhere.
final class Journal {
  /// What a record costs at least, however short: a program that writes byte by byte must not buy a
  /// hundred times its bound in objects.
  static final int MIN_CHARGE_BYTES = 32;

  /// A `latest` reader further behind than this skips ahead …
  static final int LATEST_LAG_BYTES = 256 * 1024;

  /// … until at most this much lies before it.
  static final int LATEST_KEEP_BYTES = 64 * 1024;

  private static final int EVICTED_POSITIONS = 8192;

  private final int retainBytes;
  private final JournalBudget budget;
  private final Map<StreamName, Long> streamBytes = new EnumMap<>(StreamName.class);

  private @Nullable JournalRecord[] ring = new JournalRecord[8];
  private long[] positions = new long[8];
  private long[] evictedPositions = new long[0];
  private long firstSeq;
  private long nextSeq;
  private long lastOutputSeq = -1;
  private long endPosition;
  private long charged;
  private boolean ended;

  Journal(int retainBytes, JournalBudget budget) {
    this.retainBytes = retainBytes;
    this.budget = budget;
    budget.opened();
  }

  /// Appends what the program wrote.
  ///
  /// @param bytes the journal's own from here on
  OutputRecord appendOutput(StreamName stream, Buffer bytes, boolean fromEngine, long now) {
    long offset = streamBytes(stream);
    OutputRecord output =
        new OutputRecord(nextSeq, lastOutputSeq, now, stream, offset, bytes, fromEngine);
    streamBytes.put(stream, offset + bytes.length());
    lastOutputSeq = nextSeq;
    append(output);
    return output;
  }

  JournalRecord appendState(JsonObject state, long now) {
    return append(new JournalRecord.StateChanged(nextSeq, now, state));
  }

  JournalRecord appendResize(int rows, int cols, long now) {
    return append(new JournalRecord.Resized(nextSeq, now, rows, cols));
  }

  JournalRecord appendExit(JsonObject exit, long now) {
    JournalRecord last = append(new JournalRecord.Exited(nextSeq, now, exit));
    ended = true;
    return last;
  }

  private JournalRecord append(JournalRecord entry) {
    if (ended) {
      throw new IllegalStateException("nothing comes after the exit");
    }
    if (nextSeq - firstSeq == ring.length) {
      grow();
    }
    int slot = slot(nextSeq);
    ring[slot] = entry;
    positions[slot] = endPosition;
    endPosition += entry.size();
    charge(Math.max(entry.size(), MIN_CHARGE_BYTES));
    nextSeq++;
    return entry;
  }

  /// Lets the oldest records go until the journal is within its bound.
  ///
  /// @param floorSeq the first record that somebody with `block` has not taken: it and all later
  ///   ones stay
  void trim(long floorSeq) {
    int allowance = budget.allowance(retainBytes);
    while (charged > allowance && firstSeq < floorSeq && firstSeq < nextSeq - 1) {
      int slot = slot(firstSeq);
      JournalRecord oldest = at(firstSeq);
      rememberPosition(firstSeq, positions[slot]);
      ring[slot] = null;
      charge(-Math.max(oldest.size(), MIN_CHARGE_BYTES));
      firstSeq++;
    }
  }

  /// The records from `fromSeq` on, with a gap before them where some are missing.
  ///
  /// @param fromSeq null for the first that is retained
  /// @return possibly without records: the reader is abreast
  /// @throws FailureException `invalid-range` where `fromSeq` is beyond the end
  RecordBatch read(@Nullable Long fromSeq, int maxBytes, Delivery delivery, long now) {
    long cursor = fromSeq == null ? firstSeq : fromSeq;
    if (cursor > nextSeq || cursor < 0) {
      throw new FailureException(
          new Failure.InvalidRange(
              "The session's next record is %d; %d is beyond it.".formatted(nextSeq, cursor)));
    }
    List<JournalRecord> records = new ArrayList<>();
    if (cursor < firstSeq) {
      records.add(gap(cursor, firstSeq, JournalRecord.Gap.RETENTION, now));
      cursor = firstSeq;
    }
    if (delivery == Delivery.LATEST && bytesFrom(cursor) > LATEST_LAG_BYTES) {
      long target = cursor;
      while (target < nextSeq - 1 && bytesFrom(target) > LATEST_KEEP_BYTES) {
        target++;
      }
      records.add(gap(cursor, target, JournalRecord.Gap.LATEST, now));
      cursor = target;
    }
    int bytes = 0;
    while (cursor < nextSeq) {
      JournalRecord entry = at(cursor);
      if (bytes > 0 && bytes + entry.size() > maxBytes) {
        break;
      }
      bytes += Math.max(entry.size(), MIN_CHARGE_BYTES);
      records.add(entry);
      cursor++;
    }
    return new RecordBatch(records, cursor, ended && cursor == nextSeq);
  }

  private JournalRecord.Gap gap(long from, long until, String reason, long now) {
    long start = positionOf(from);
    long bytes = start < 0 ? -1 : positions[slot(until)] - start;
    return new JournalRecord.Gap(from, until - 1, now, bytes, reason);
  }

  /// How much output lies at and behind this record, which may be gone already.
  ///
  /// @return -1 where that is no longer known
  long bytesFrom(long seq) {
    long position = positionOf(seq);
    return position < 0 ? -1 : endPosition - position;
  }

  private long positionOf(long seq) {
    if (seq == 0) {
      return 0;
    }
    if (seq >= nextSeq) {
      return endPosition;
    }
    if (seq >= firstSeq) {
      return positions[slot(seq)];
    }
    return firstSeq - seq <= evictedPositions.length
        ? evictedPositions[(int) (seq % evictedPositions.length)]
        : -1;
  }

  private void rememberPosition(long seq, long position) {
    if (evictedPositions.length == 0) {
      evictedPositions = new long[EVICTED_POSITIONS];
    }
    evictedPositions[(int) (seq % EVICTED_POSITIONS)] = position;
  }

  private void grow() {
    @Nullable JournalRecord[] newRing = new JournalRecord[ring.length * 2];
    long[] newPositions = new long[newRing.length];
    for (long seq = firstSeq; seq < nextSeq; seq++) {
      int to = (int) (seq & (newRing.length - 1));
      newRing[to] = ring[slot(seq)];
      newPositions[to] = positions[slot(seq)];
    }
    ring = newRing;
    positions = newPositions;
  }

  private JournalRecord at(long seq) {
    JournalRecord entry = ring[slot(seq)];
    if (entry == null) {
      throw new IllegalStateException("record " + seq + " is gone");
    }
    return entry;
  }

  private int slot(long seq) {
    return (int) (seq & (ring.length - 1));
  }

  private void charge(long bytes) {
    charged += bytes;
    budget.add(bytes);
  }

  /// Gives everything back to the budget. The journal is not to be used any more.
  void close() {
    budget.add(-charged);
    charged = 0;
    budget.closed();
  }

  long firstSeq() {
    return firstSeq;
  }

  long nextSeq() {
    return nextSeq;
  }

  boolean ended() {
    return ended;
  }

  /// All bytes that the stream ever carried.
  long streamBytes(StreamName stream) {
    return streamBytes.getOrDefault(stream, 0L);
  }

  /// Output that is still here.
  long retainedBytes() {
    return endPosition - positionOf(firstSeq);
  }

  /// Output that is not.
  long droppedBytes() {
    return positionOf(firstSeq);
  }

  int retainBytes() {
    return retainBytes;
  }
}
