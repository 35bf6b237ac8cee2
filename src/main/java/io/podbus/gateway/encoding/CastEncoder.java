package io.podbus.gateway.encoding;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.podbus.text.Utf8Stitcher;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Makes an asciicast, version 3, of a session's records: a header, then a line for each event,
/// with the time since the event before. One thread at a time.
///
/// What was not written to a terminal has bare line feeds, and a player is a terminal: they get the
/// carriage return that a terminal would have added.
public final class CastEncoder {
  private static final byte[] LINE_END = ascii("\"]\n");

  private final Map<StreamName, Utf8Stitcher> stitchers = new EnumMap<>(StreamName.class);

  /// When the last event was, in milliseconds since the epoch.
  private long last;

  private boolean anyEvent;

  /// The first line.
  ///
  /// @param beginMillis when the recording begins, in milliseconds since the epoch
  public Buffer header(int cols, int rows, long beginMillis, String title) {
    last = beginMillis;
    return new JsonObject()
        .put("version", 3)
        .put("term", new JsonObject().put("cols", cols).put("rows", rows))
        .put("timestamp", Math.floorDiv(beginMillis, 1000))
        .put("title", title)
        .toBuffer()
        .appendString("\n");
  }

  /// The lines of a record; empty for what a recording does not show.
  public Buffer next(JournalRecord entry) {
    return switch (entry) {
      case OutputRecord output -> output(output);
      case JournalRecord.Resized resized ->
          event(resized.timeMillis(), "r", resized.cols() + "x" + resized.rows());
      case JournalRecord.Gap gap -> gap(gap);
      case JournalRecord.Exited exited -> exit(exited);
      case JournalRecord.StateChanged changed -> {
        // The recording begins with the program, however long its image took to come.
        if (!anyEvent && "running".equals(changed.state().getString("state"))) {
          last = Math.max(last, changed.timeMillis());
        }
        yield Buffer.buffer();
      }
    };
  }

  /// What stands for what the streams broke off.
  public Buffer end() {
    Buffer rest = Buffer.buffer();
    stitchers.values().forEach(stitcher -> rest.appendBuffer(stitcher.end()));
    return rest.length() == 0 ? rest : text(last, rest.getBytes());
  }

  private Buffer output(OutputRecord output) {
    Buffer text =
        stitchers.computeIfAbsent(output.stream(), _ -> new Utf8Stitcher()).next(output.bytes());
    boolean raw = output.stream() != StreamName.TTY || output.fromEngine();
    byte[] bytes = raw ? withCarriageReturns(text.getBytes()) : text.getBytes();
    return bytes.length == 0 ? Buffer.buffer() : text(output.timeMillis(), bytes);
  }

  private Buffer text(long timeMillis, byte[] utf8) {
    byte[] head = ascii("[" + since(timeMillis) + ",\"o\",\"");
    JsonText line = new JsonText(head.length + utf8.length + utf8.length / 8 + 16);
    line.append(head, 0, head.length);
    if (!line.appendEscaped(utf8)) {
      throw new IllegalStateException("text that is no UTF-8");
    }
    line.append(LINE_END, 0, LINE_END.length);
    return line.toBuffer();
  }

  /// A marker, at which a player can stop. It has no time of its own: when the gap was noticed says
  /// nothing of when the output was written.
  private Buffer gap(JournalRecord.Gap gap) {
    Buffer rest = end();
    stitchers.clear();
    String what = gap.bytes() < 0 ? "output" : gap.bytes() + " bytes of output";
    return rest.appendBuffer(event(last, "m", "missing: %s (%s)".formatted(what, gap.reason())));
  }

  /// An exit status is a number; an end without one is told in words.
  private Buffer exit(JournalRecord.Exited exited) {
    Integer code = exited.exit().getInteger("code");
    Buffer rest = end();
    return rest.appendBuffer(
        code == null
            ? event(exited.timeMillis(), "m", "ended: " + exited.exit().getString("reason"))
            : event(exited.timeMillis(), "x", Integer.toString(code)));
  }

  private Buffer event(long timeMillis, String code, String data) {
    String time = since(timeMillis);
    // The number is written as it was made: a double may print in another form.
    String rest = new JsonArray().add(code).add(data).encode();
    return Buffer.buffer("[" + time + "," + rest.substring(1) + "\n");
  }

  /// Seconds since the event before. A clock that was set back makes no negative time.
  private String since(long timeMillis) {
    long millis = Math.max(0, timeMillis - last);
    last = Math.max(last, timeMillis);
    anyEvent = true;
    return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }

  private static byte[] withCarriageReturns(byte[] text) {
    int feeds = 0;
    for (byte one : text) {
      feeds += one == '\n' ? 1 : 0;
    }
    if (feeds == 0) {
      return text;
    }
    byte[] with = new byte[text.length + feeds];
    int to = 0;
    for (byte one : text) {
      if (one == '\n') {
        with[to++] = '\r';
      }
      with[to++] = one;
    }
    return with;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
