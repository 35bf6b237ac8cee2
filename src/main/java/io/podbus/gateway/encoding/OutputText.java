package io.podbus.gateway.encoding;

import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.podbus.text.AnsiStripper;
import io.podbus.text.Utf8Stitcher;
import io.vertx.core.buffer.Buffer;
import java.util.EnumMap;
import java.util.Map;

/// Makes the bytes of a body of a session's records: as they are, as text, or as text without
/// escape sequences. Each stream has its own state. One thread at a time.
public final class OutputText {
  /// What to make of the bytes.
  public enum Mode {
    /// Nothing.
    BYTES,
    /// Well-formed UTF-8.
    TEXT,
    /// Well-formed UTF-8 without escape sequences.
    STRIPPED
  }

  private final Mode mode;
  private final Map<StreamName, AnsiStripper> strippers = new EnumMap<>(StreamName.class);
  private final Map<StreamName, Utf8Stitcher> stitchers = new EnumMap<>(StreamName.class);

  public OutputText(Mode mode) {
    this.mode = mode;
  }

  /// What these bytes of the record come to; possibly nothing yet.
  public Buffer next(OutputRecord output, Buffer bytes) {
    if (mode == Mode.BYTES) {
      return bytes;
    }
    Buffer kept =
        mode == Mode.TEXT
            ? bytes
            : strippers.computeIfAbsent(output.stream(), _ -> new AnsiStripper()).next(bytes);
    return stitchers.computeIfAbsent(output.stream(), _ -> new Utf8Stitcher()).next(kept);
  }

  /// What stands for what the streams broke off.
  public Buffer end() {
    Buffer rest = Buffer.buffer();
    strippers.forEach((stream, stripper) -> {
      Buffer left = stripper.end();
      if (left.length() > 0) {
        rest.appendBuffer(stitchers.computeIfAbsent(stream, _ -> new Utf8Stitcher()).next(left));
      }
    });
    stitchers.values().forEach(stitcher -> rest.appendBuffer(stitcher.end()));
    return rest;
  }
}
