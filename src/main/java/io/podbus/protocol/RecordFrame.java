package io.podbus.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The answer of the action `read` as one buffer, for who asks with [Headers#FORM]: the length of
/// the head (4 bytes, big-endian), the head, then the bytes of the output records one after the
/// other. The head is the JSON answer with `length` for each output record in place of `base64`.
///
/// Pure; any thread.
public final class RecordFrame {
  private static final int PREFIX_BYTES = Integer.BYTES;

  private RecordFrame() {}

  /// The batch as one buffer; the output is copied once, in whole records.
  public static Buffer encode(RecordBatch batch) {
    JsonArray facts = new JsonArray();
    int length = 0;
    for (JournalRecord entry : batch.records()) {
      facts.add(RecordJson.facts(entry));
      length += entry instanceof OutputRecord output ? output.bytes().length() : 0;
    }
    Buffer head = batch.around(facts).toBuffer();
    Buffer frame = Buffer.buffer(PREFIX_BYTES + head.length() + length);
    frame.appendInt(head.length()).appendBuffer(head);
    for (JournalRecord entry : batch.records()) {
      if (entry instanceof OutputRecord output) {
        frame.appendBuffer(output.bytes());
      }
    }
    return frame;
  }

  /// The batch that a buffer says. Its output is a view of the buffer, which nobody may change any
  /// more.
  ///
  /// @throws IllegalArgumentException where it is none, or says more or less bytes than it has
  public static RecordBatch decode(Buffer frame) {
    try {
      long start = PREFIX_BYTES + (long) frame.getInt(0);
      if (start < PREFIX_BYTES || start > frame.length()) {
        throw new IllegalArgumentException("a head that is not all there");
      }
      JsonObject head = new JsonObject(frame.slice(PREFIX_BYTES, (int) start));
      return batch(head, frame.slice((int) start, frame.length()));
    } catch (ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException
        | DecodeException e) {
      throw new IllegalArgumentException("no answer of a read", e);
    }
  }

  private static RecordBatch batch(JsonObject head, Buffer bytes) {
    List<JournalRecord> records = new ArrayList<>();
    JsonArray facts = head.getJsonArray("records");
    int at = 0;
    for (int i = 0; i < facts.size(); i++) {
      JsonObject each = facts.getJsonObject(i);
      int length = each.getString("type").equals("output") ? each.getInteger("length") : 0;
      if (length < 0 || length > bytes.length() - at) {
        throw new IllegalArgumentException("a record that is not all there");
      }
      records.add(RecordParser.entry(each, bytes.slice(at, at + length)));
      at += length;
    }
    if (at != bytes.length()) {
      throw new IllegalArgumentException("bytes that belong to no record");
    }
    return new RecordBatch(records, head.getLong("nextSeq"), head.getBoolean("ended"));
  }
}
