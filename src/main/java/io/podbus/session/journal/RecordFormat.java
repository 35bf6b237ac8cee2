package io.podbus.session.journal;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A record as it stands in a segment: a head of [#HEAD_BYTES], then its body. Described byte by
/// byte in docs/journal-format.md. Pure.
final class RecordFormat {
  static final int HEAD_BYTES = 52;

  /// No record of ours is longer: what says so is damage.
  static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  private static final int CHECKED_FROM = 4;
  private static final int LENGTH_AT = 4;
  private static final byte OUTPUT = 1;
  private static final byte STATE = 2;
  private static final byte RESIZE = 3;
  private static final byte EXIT = 4;
  private static final int FROM_ENGINE = 1;

  /// The head of a record.
  ///
  /// @param stream null where it is no output
  /// @param offset of its first byte in its stream
  /// @param position how much output of all streams came before it
  record Head(
      int checksum,
      int bodyBytes,
      byte kind,
      @Nullable StreamName stream,
      boolean fromEngine,
      long seq,
      long timeMillis,
      long offset,
      long position,
      long prevSeq) {
    /// How long the whole record is.
    int length() {
      return HEAD_BYTES + bodyBytes;
    }

    /// How much output it carries.
    int outputBytes() {
      return kind == OUTPUT ? bodyBytes : 0;
    }

    boolean isExit() {
      return kind == EXIT;
    }
  }

  /// What stands where a record should, and is none.
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String why) {
      super(why);
    }
  }

  private RecordFormat() {}

  private static byte[] body(JournalRecord entry) {
    return switch (entry) {
      case OutputRecord output -> output.bytes().getBytes();
      case JournalRecord.StateChanged changed -> json(changed.state());
      case JournalRecord.Exited exited -> json(exited.exit());
      case JournalRecord.Resized resized ->
          ByteBuffer.allocate(8).putInt(resized.rows()).putInt(resized.cols()).array();
      case JournalRecord.Gap _ -> throw new IllegalArgumentException("a gap is nobody's record");
    };
  }

  private static byte[] json(JsonObject object) {
    return object.encode().getBytes(StandardCharsets.UTF_8);
  }

  /// How long the record is on the disk.
  static int length(JournalRecord entry) {
    return HEAD_BYTES + (entry instanceof OutputRecord output ? output.size() : body(entry).length);
  }

  /// Writes a whole record at the buffer's position.
  ///
  /// @param target has an array, and room for the record
  /// @param position how much output of all streams came before it
  static void put(ByteBuffer target, JournalRecord entry, long position) {
    int start = target.position();
    OutputRecord output = entry instanceof OutputRecord o ? o : null;
    target.putInt(0);
    target.putInt(0);
    target.put(kind(entry));
    target.put(output == null ? 0 : code(output.stream()));
    target.put((byte) (output != null && output.fromEngine() ? FROM_ENGINE : 0));
    target.put((byte) 0);
    target.putLong(entry.seq());
    target.putLong(entry.timeMillis());
    target.putLong(output == null ? 0 : output.offset());
    target.putLong(position);
    target.putLong(output == null ? -1 : output.prevSeq());
    if (output != null) {
      // Straight into the array, since a buffer of Vert.x gives no view of itself.
      output
          .bytes()
          .getBytes(0, output.size(), target.array(), target.arrayOffset() + target.position());
      target.position(target.position() + output.size());
    } else {
      target.put(body(entry));
    }
    int length = target.position() - start;
    target.putInt(start + LENGTH_AT, length - HEAD_BYTES);
    target.putInt(start, checksum(target, start, length));
  }

  private static int checksum(ByteBuffer buffer, int start, int length) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.array(), buffer.arrayOffset() + start + CHECKED_FROM, length - CHECKED_FROM);
    return (int) crc.getValue();
  }

  /// Reads the head at the buffer's position, and leaves that behind it.
  ///
  /// @param source has at least a head left
  static Head head(ByteBuffer source) throws DamagedException {
    int checksum = source.getInt();
    int bodyBytes = source.getInt();
    byte kind = source.get();
    byte stream = source.get();
    byte flags = source.get();
    source.get();
    Head head =
        new Head(
            checksum,
            bodyBytes,
            kind,
            stream(stream),
            (flags & FROM_ENGINE) != 0,
            source.getLong(),
            source.getLong(),
            source.getLong(),
            source.getLong(),
            source.getLong());
    if (bodyBytes < 0
        || bodyBytes > MAX_BODY_BYTES
        || kind < OUTPUT
        || kind > EXIT
        || (kind == OUTPUT) != (head.stream() != null)) {
      throw new DamagedException("no record's head");
    }
    return head;
  }

  /// The record with this head, which has been checked.
  static JournalRecord record(Head head, Buffer body) throws DamagedException {
    StreamName stream = head.stream();
    if (stream != null) {
      return new OutputRecord(
          head.seq(),
          head.prevSeq(),
          head.timeMillis(),
          stream,
          head.offset(),
          body,
          head.fromEngine());
    }
    try {
      return switch (head.kind()) {
        case STATE -> new JournalRecord.StateChanged(head.seq(), head.timeMillis(), object(body));
        case EXIT -> new JournalRecord.Exited(head.seq(), head.timeMillis(), object(body));
        default ->
            new JournalRecord.Resized(
                head.seq(), head.timeMillis(), body.getInt(0), body.getInt(Integer.BYTES));
      };
    } catch (DecodeException | IndexOutOfBoundsException e) {
      throw new DamagedException("a body that says nothing");
    }
  }

  /// Whether the record at `start` is as it was written.
  static void check(ByteBuffer source, int start, Head head) throws DamagedException {
    if (checksum(source, start, head.length()) != head.checksum()) {
      throw new DamagedException("a checksum that does not match at record " + head.seq());
    }
  }

  private static JsonObject object(Buffer body) {
    return new JsonObject(body.toString(StandardCharsets.UTF_8));
  }

  private static byte kind(JournalRecord entry) {
    return switch (entry) {
      case OutputRecord _ -> OUTPUT;
      case JournalRecord.StateChanged _ -> STATE;
      case JournalRecord.Resized _ -> RESIZE;
      case JournalRecord.Exited _ -> EXIT;
      case JournalRecord.Gap _ -> throw new IllegalArgumentException("a gap is nobody's record");
    };
  }

  private static byte code(StreamName stream) {
    return switch (stream) {
      case STDOUT -> 1;
      case STDERR -> 2;
      case TTY -> 3;
    };
  }

  private static @Nullable StreamName stream(byte code) throws DamagedException {
    return switch (code) {
      case 0 -> null;
      case 1 -> StreamName.STDOUT;
      case 2 -> StreamName.STDERR;
      case 3 -> StreamName.TTY;
      default -> throw new DamagedException("no stream has the number " + code);
    };
  }
}
