package io.podbus.session.waiting;

import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.podbus.session.request.WaitRequest;
import io.podbus.text.AnsiStripper;
import io.podbus.text.Utf8Stitcher;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;

/// The last output that a wait has seen, all streams in their order. Confined to the wait.
final class LastOutput {
  private final ArrayDeque<OutputRecord> records = new ArrayDeque<>();
  private long bytes;

  /// Adds a record, and forgets what is further back than an answer shows.
  void add(OutputRecord output) {
    records.add(output);
    bytes += output.size();
    while (bytes - records.element().size() >= WaitRequest.TAIL_BYTES) {
      bytes -= records.remove().size();
    }
  }

  /// The end of it as text.
  ///
  /// @param stripped whether escape sequences are taken out
  String text(boolean stripped) {
    Map<StreamName, AnsiStripper> strippers = new EnumMap<>(StreamName.class);
    Map<StreamName, Utf8Stitcher> stitchers = new EnumMap<>(StreamName.class);
    Buffer text = Buffer.buffer();
    for (OutputRecord output : records) {
      Buffer kept = output.bytes();
      if (stripped) {
        kept = strippers.computeIfAbsent(output.stream(), _ -> new AnsiStripper()).next(kept);
      }
      text.appendBuffer(
          stitchers.computeIfAbsent(output.stream(), _ -> new Utf8Stitcher()).next(kept));
    }
    int from = Math.max(0, text.length() - WaitRequest.TAIL_BYTES);
    while (from < text.length() && (text.getByte(from) & 0xc0) == 0x80) {
      from++;
    }
    return text.getString(from, text.length(), StandardCharsets.UTF_8.name());
  }
}
