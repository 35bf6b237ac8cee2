package io.podbus.session.journal;

import io.podbus.protocol.JournalRecord;
import org.jspecify.annotations.Nullable;

/// What is kept of a journal: its hot tail, and the hand-over of what passes through it to the
/// disk. Decides what goes.
///
/// The tail is bounded, whatever the disk does. A record that leaves it before the disk has taken
/// it is lost to later readers, who get a gap; that happens only where the disk is slower than the
/// program for longer than the hand-over's bound, or cannot be written.
///
/// Owned by the session's event loop.
final class Spool {
  /// What an ended session keeps in memory once all of it is on the disk.
  private static final int ENDED_BYTES = 64 * 1024;

  private final HotTail tail;
  private final DiskLog log;
  private final JournalBudget budget;
  private final JournalMeters meters;
  private final int retainBytes;
  private final int memoryBytes;

  /// How far the writer has been given what there is.
  private Mark handed;

  /// The first record that the session's bound retains, where the tail alone decides that.
  private long retainedFrom;

  private boolean ended;

  /// @param retainBytes how much of the session is kept, on the disk and in memory
  /// @param memoryBytes how much of that in memory
  Spool(DiskLog log, JournalBudget budget, JournalMeters meters, int retainBytes, int memoryBytes) {
    this.log = log;
    this.budget = budget;
    this.meters = meters;
    this.retainBytes = retainBytes;
    this.memoryBytes = memoryBytes;
    this.tail = new HotTail(budget, log.end());
    this.handed = log.end();
    this.retainedFrom = log.segments().isEmpty() ? 0 : log.segments().getFirst().begin().seq();
  }

  HotTail tail() {
    return tail;
  }

  DiskLog log() {
    return log;
  }

  void append(JournalRecord entry) {
    tail.append(entry);
    handOver();
  }

  /// Leaves numbers out, before anything is appended.
  void skip(long numbers) {
    tail.skip(numbers);
    handed = tail.begin();
  }

  /// Gives the writer what it takes of what it has not got.
  void handOver() {
    while (handed.seq() < tail.nextSeq()) {
      JournalRecord next = tail.at(handed.seq());
      if (!log.offer(next, handed)) {
        return;
      }
      handed = handed.after(next);
    }
  }

  /// The disk failed, and what it had been given is lost to it; or it takes records again.
  void handOverAgain() {
    Mark written = log.end();
    if (log.problem() != null || written.seq() > handed.seq()) {
      handed = written.seq() >= tail.firstSeq() ? written : tail.begin();
    }
    handOver();
  }

  /// Nothing more will be appended.
  void end() {
    ended = true;
  }

  /// Lets the oldest records go until the tail is within its bound.
  ///
  /// @param floor the first record that somebody with `block` has not taken: where the disk does
  ///   not have it, it and all later ones stay
  void trim(long floor) {
    boolean small = retainBytes <= memoryBytes;
    int allowance = budget.allowance(Math.min(retainBytes, memoryBytes));
    if (ended && log.end().seq() == tail.nextSeq()) {
      allowance = Math.min(allowance, ENDED_BYTES);
    }
    long keep = small && !ended ? floor : Math.max(floor, handed.seq());
    while (tail.charged() > allowance && tail.firstSeq() < Math.min(keep, tail.nextSeq() - 1)) {
      if (tail.firstSeq() == handed.seq()) {
        JournalRecord lost = tail.at(handed.seq());
        handed = handed.after(lost);
        meters.skipped(lost.size());
      }
      tail.evict();
    }
    if (small && !ended) {
      retainedFrom = tail.firstSeq();
      log.keepFrom(retainedFrom);
    }
  }

  /// The first record that is kept.
  long firstSeq() {
    long oldest = tail.firstSeq();
    if (!log.segments().isEmpty()) {
      oldest = Math.min(oldest, log.segments().getFirst().begin().seq());
    } else if (onItsWay(log.end().seq())) {
      oldest = Math.min(oldest, log.end().seq());
    }
    return Math.max(oldest, retainedFrom);
  }

  /// Whether the record of this number, which the tail has not, is on its way to the disk.
  boolean onItsWay(long seq) {
    return log.problem() == null && seq >= log.end().seq() && seq < handed.seq();
  }

  /// How much output came before this record, as far as that is known here.
  ///
  /// @return -1 where it is not
  long positionOf(long seq) {
    if (seq == log.end().seq()) {
      return log.end().position();
    }
    long known = tail.positionOf(seq);
    if (known >= 0) {
      return known;
    }
    for (Segment segment : log.segments()) {
      if (segment.begin().seq() == seq) {
        return segment.begin().position();
      }
    }
    return -1;
  }

  /// Output that can still be read.
  long retainedBytes() {
    long first = firstSeq();
    if (first >= tail.firstSeq()) {
      return tail.bytesFrom(first);
    }
    long inMemory = Math.max(tail.firstSeq(), log.end().seq());
    long between =
        onItsWay(log.end().seq()) ? Math.max(0, tail.begin().position() - log.end().position()) : 0;
    return log.storedBytes() + between + tail.bytesFrom(inMemory);
  }

  /// What stands in memory alone, and would be lost by a crash now.
  long unwrittenBytes() {
    return tail.end().position() - log.end().position();
  }

  @Nullable String problem() {
    return log.problem();
  }

  void close() {
    tail.close();
  }
}
