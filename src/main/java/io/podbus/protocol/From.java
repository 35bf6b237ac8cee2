package io.podbus.protocol;

/// Where in a session's journal a reader begins.
///
/// What the reader asks for and the journal no longer has is told by one [JournalRecord.Gap] before
/// the first record, except with [First] and [Tail], which ask for what there is.
public sealed interface From {
  /// Only what comes from now on.
  From END = new Tail(0);

  /// The first record that is retained.
  record First() implements From {}

  /// The record of this number. That of the next one to come is the end; beyond it the read fails
  /// with `invalid-range`.
  record Seq(long seq) implements From {
    public Seq {
      if (seq < 0) {
        throw new IllegalArgumentException("a seq is not negative");
      }
    }
  }

  /// The first record that was recorded at this time or later.
  record Time(long epochMillis) implements From {}

  /// The record that holds this byte of a stream. The stream's size is the end: what it says next;
  /// beyond it the read fails with `invalid-range`.
  record Offset(StreamName stream, long offset) implements From {
    public Offset {
      if (offset < 0) {
        throw new IllegalArgumentException("an offset is not negative");
      }
    }
  }

  /// The record behind which at most this much output lies, counted from the end: of all streams,
  /// or of the only one that the request wants. 0 is the end itself.
  record Tail(long bytes) implements From {
    public Tail {
      if (bytes < 0) {
        throw new IllegalArgumentException("a number of bytes is not negative");
      }
    }
  }
}
