package io.podbus.session.journal;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// One file of a journal: records whose numbers follow each other without a hole.
///
/// Its writer moves the end; readers on other threads read before it.
final class Segment {
  private final Path file;
  private final Mark begin;
  private final SegmentIndex index;

  /// What readers may read, set together when it stands in the file.
  private volatile Extent extent;

  /// Whether records behind its end were there once, and cannot be read.
  private final boolean damaged;

  private final AtomicBoolean told = new AtomicBoolean();

  /// How far a segment goes.
  ///
  /// @param recordsEnd where in the file the records end
  /// @param end how far the journal had come behind them
  /// @param charge what the records count against the session's bound
  /// @param fileBytes how long the file is
  record Extent(long recordsEnd, Mark end, long charge, long fileBytes) {}

  Segment(Path file, Mark begin, SegmentIndex index, Extent extent, boolean damaged) {
    this.file = file;
    this.begin = begin;
    this.index = index;
    this.extent = extent;
    this.damaged = damaged;
  }

  /// One that has nothing but its header.
  static Segment empty(Path file, Mark begin) {
    return new Segment(
        file,
        begin,
        new SegmentIndex(),
        new Extent(SegmentHeader.BYTES, begin, 0, SegmentHeader.BYTES),
        false);
  }

  void extend(Extent longer) {
    extent = longer;
  }

  Path file() {
    return file;
  }

  /// How far the journal had come before it.
  Mark begin() {
    return begin;
  }

  Extent extent() {
    return extent;
  }

  SegmentIndex index() {
    return index;
  }

  boolean damaged() {
    return damaged;
  }

  /// @return whether its damage has not been told yet
  boolean tellDamage() {
    return !told.getAndSet(true);
  }

  /// Whether the record of this number is here.
  boolean has(long seq) {
    return begin.seq() <= seq && seq < extent.end().seq();
  }
}
