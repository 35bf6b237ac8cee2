package io.podbus.protocol;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Journal records as they come over the bus, from what [RecordJson] and [RecordMessage] made of
/// them. Fields and headers that are not known here are passed over: another node may be newer.
///
/// Pure; any thread.
public final class RecordParser {
  private RecordParser() {}

  /// The answer of the action `read`.
  ///
  /// @throws IllegalArgumentException where it is none
  public static RecordBatch batch(JsonObject json) {
    try {
      List<JournalRecord> records = new ArrayList<>();
      JsonArray array = json.getJsonArray("records");
      for (int i = 0; i < array.size(); i++) {
        JsonObject each = array.getJsonObject(i);
        records.add(entry(each, bytes(each)));
      }
      return new RecordBatch(records, json.getLong("nextSeq"), json.getBoolean("ended"));
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("no answer of a read", e);
    }
  }

  private static Buffer bytes(JsonObject json) {
    return json.getString("type").equals("output")
        ? Buffer.buffer(Base64.getDecoder().decode(json.getString("base64")))
        : Buffer.buffer();
  }

  /// @param bytes what was written, where it is output
  static JournalRecord entry(JsonObject json, Buffer bytes) {
    long seq = json.getLong("seq");
    long time = time(json.getString("time"));
    String type = json.getString("type");
    if (type.equals("output")) {
      return new OutputRecord(
          seq,
          json.getLong("prevSeq"),
          time,
          stream(json.getString("stream")),
          json.getLong("offset"),
          bytes,
          "engine".equals(json.getString("source")));
    }
    JsonObject payload = json.copy();
    payload.remove("seq");
    payload.remove("time");
    payload.remove("type");
    return event(type, seq, time, payload);
  }

  /// A record as a subscriber gets it; of output that came with `more`, the part.
  ///
  /// @throws IllegalArgumentException where it is none
  public static JournalRecord pushed(MultiMap headers, Buffer body) {
    try {
      long seq = number(headers, Headers.SEQ);
      long time = time(headers.get(Headers.TIME));
      String type = headers.get(Headers.TYPE);
      if (!type.equals("output")) {
        return event(type, seq, time, body.toJsonObject());
      }
      return new OutputRecord(
          seq,
          number(headers, Headers.PREV_SEQ),
          time,
          stream(headers.get(Headers.STREAM)),
          number(headers, Headers.OFFSET),
          body,
          "engine".equals(headers.get(Headers.SOURCE)));
    } catch (ClassCastException | NullPointerException | DecodeException e) {
      throw new IllegalArgumentException("no record", e);
    }
  }

  private static JournalRecord event(String type, long seq, long time, JsonObject payload) {
    return switch (type) {
      case "state" -> new JournalRecord.StateChanged(seq, time, payload);
      case "resize" ->
          new JournalRecord.Resized(
              seq, time, payload.getInteger("rows"), payload.getInteger("cols"));
      case "exit" -> new JournalRecord.Exited(seq, time, payload);
      case "gap" ->
          new JournalRecord.Gap(
              payload.getLong("fromSeq"),
              seq,
              time,
              Objects.requireNonNullElse(payload.getLong("bytes"), -1L),
              payload.getString("reason"));
      default -> throw new IllegalArgumentException("no kind of record: " + type);
    };
  }

  private static StreamName stream(@Nullable String name) {
    return StreamName.parse(Objects.requireNonNull(name))
        .orElseThrow(() -> new IllegalArgumentException("no stream: " + name));
  }

  private static long number(MultiMap headers, String name) {
    return Long.parseLong(headers.get(name));
  }

  private static long time(@Nullable String text) {
    try {
      return Instant.parse(Objects.requireNonNull(text)).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no time: " + text, e);
    }
  }
}
