package io.podbus.gateway.encoding;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordJson;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Turns records into whole SSE events. Pure; any thread.
///
/// Output is the bulk of what the service moves, so its text is checked and escaped in one pass
/// over the bytes, eight at a time where they are plain, and never becomes a `String`.
public final class SseEncoder {
  private static final byte[] EVENT_END = ascii("\"}\n\n");

  private SseEncoder() {}

  /// The event of any record; of output, as `text` where its bytes are UTF-8 by themselves.
  public static Buffer encode(JournalRecord entry) {
    return entry instanceof OutputRecord output ? encodeOutput(output) : encodeOther(entry);
  }

  /// The event of output as `text` where its bytes are UTF-8 by themselves, else as `base64`.
  public static Buffer encodeOutput(OutputRecord output) {
    byte[] source = output.bytes().getBytes();
    byte[] head = ascii(head(output) + ",\"text\":\"");
    JsonText text = new JsonText(head.length + source.length + source.length / 16 + 64);
    text.append(head, 0, head.length);
    if (!text.appendEscaped(source)) {
      return base64(output, source);
    }
    text.append(EVENT_END, 0, EVENT_END.length);
    return text.toBuffer();
  }

  /// The event of output as `base64`, whatever its bytes are.
  public static Buffer encodeBase64(OutputRecord output) {
    return base64(output, output.bytes().getBytes());
  }

  private static Buffer base64(OutputRecord output, byte[] source) {
    byte[] head = ascii(head(output) + ",\"base64\":\"");
    byte[] encoded = Base64.getEncoder().encode(source);
    return Buffer.buffer(head.length + encoded.length + EVENT_END.length)
        .appendBytes(head)
        .appendBytes(encoded)
        .appendBytes(EVENT_END);
  }

  private static Buffer encodeOther(JournalRecord entry) {
    return Buffer.buffer(
        "id: "
            + entry.seq()
            + "\nevent: "
            + RecordJson.type(entry)
            + "\ndata: "
            + RecordJson.payload(entry).encode()
            + "\n\n");
  }

  private static String head(OutputRecord output) {
    StringBuilder head = new StringBuilder(160);
    head.append("id: ").append(output.seq());
    head.append("\nevent: output\ndata: {\"seq\":").append(output.seq());
    head.append(",\"stream\":\"").append(output.stream().wireName());
    head.append("\",\"offset\":").append(output.offset());
    head.append(",\"time\":\"").append(RecordJson.time(output.timeMillis())).append('"');
    if (output.fromEngine()) {
      head.append(",\"source\":\"engine\"");
    }
    return head.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
