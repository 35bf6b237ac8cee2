package io.podbus.session.journal;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// How far a journal had come before one of its records: what an index remembers of a place, and
/// with what a segment begins.
///
/// @param seq of the record
/// @param timeMillis of the record; at the end of a journal, of the one before
/// @param position how much output of all streams came before it
/// @param stdout how much of stdout
/// @param stderr how much of stderr
/// @param tty how much of the terminal
/// @param lastOutputSeq the output record before it, -1 for none
record Mark(
    long seq,
    long timeMillis,
    long position,
    long stdout,
    long stderr,
    long tty,
    long lastOutputSeq) {
  static final int BYTES = 7 * Long.BYTES;
  static final Mark START = new Mark(0, 0, 0, 0, 0, 0, -1);

  long offset(StreamName stream) {
    return switch (stream) {
      case STDOUT -> stdout;
      case STDERR -> stderr;
      case TTY -> tty;
    };
  }

  /// The mark of the record behind the one with this head, which stands at this mark.
  Mark after(RecordFormat.Head head) {
    return after(head.stream(), head.outputBytes(), head.timeMillis());
  }

  private Mark after(@Nullable StreamName stream, long bytes, long time) {
    return new Mark(
        seq + 1,
        time,
        position + bytes,
        stdout + (stream == StreamName.STDOUT ? bytes : 0),
        stderr + (stream == StreamName.STDERR ? bytes : 0),
        tty + (stream == StreamName.TTY ? bytes : 0),
        stream == null ? lastOutputSeq : seq);
  }

  /// The mark of the record behind this one, which stands at this mark.
  Mark after(JournalRecord entry) {
    StreamName stream = entry instanceof OutputRecord output ? output.stream() : null;
    return after(stream, entry.size(), entry.timeMillis());
  }

  /// The same place, under a later number: so many before it are never given.
  Mark skip(long numbers) {
    return new Mark(seq + numbers, timeMillis, position, stdout, stderr, tty, lastOutputSeq);
  }

  /// The same beginning, with the time of the record that stands there.
  Mark at(long time) {
    return new Mark(seq, time, position, stdout, stderr, tty, lastOutputSeq);
  }

  void put(ByteBuffer target) {
    target.putLong(seq).putLong(timeMillis).putLong(position);
    target.putLong(stdout).putLong(stderr).putLong(tty).putLong(lastOutputSeq);
  }

  static Mark get(ByteBuffer source) {
    return new Mark(
        source.getLong(),
        source.getLong(),
        source.getLong(),
        source.getLong(),
        source.getLong(),
        source.getLong(),
        source.getLong());
  }
}
