package io.podbus.protocol;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/// Journal records as JSON, for the bus. Pure; any thread.
public final class RecordJson {
  /// RFC 3339 in UTC with milliseconds, as everywhere in the contract.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private RecordJson() {}

  /// The time as the contract writes it.
  public static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  /// The record's kind: the name of its event.
  public static String type(JournalRecord entry) {
    return switch (entry) {
      case OutputRecord _ -> "output";
      case JournalRecord.StateChanged _ -> "state";
      case JournalRecord.Resized _ -> "resize";
      case JournalRecord.Exited _ -> "exit";
      case JournalRecord.Gap _ -> "gap";
    };
  }

  /// What an event other than output says; the `data` of its SSE event.
  public static JsonObject payload(JournalRecord entry) {
    return switch (entry) {
      case OutputRecord output -> output(output);
      case JournalRecord.StateChanged changed -> changed.state().copy();
      case JournalRecord.Resized resized ->
          new JsonObject().put("rows", resized.rows()).put("cols", resized.cols());
      case JournalRecord.Exited exited -> exited.exit().copy();
      case JournalRecord.Gap gap ->
          new JsonObject()
              .put("fromSeq", gap.fromSeq())
              .put("toSeq", gap.seq())
              .put("bytes", gap.bytes() < 0 ? null : gap.bytes())
              .put("reason", gap.reason());
    };
  }

  /// A record as the action `read` gives it: its payload with `type`, `seq` and `time`.
  public static JsonObject toJson(JournalRecord entry) {
    return named(entry, payload(entry));
  }

  /// The same without the bytes of output, of which it says the `length`.
  static JsonObject facts(JournalRecord entry) {
    return named(
        entry,
        entry instanceof OutputRecord output
            ? where(output).put("length", output.bytes().length())
            : payload(entry));
  }

  private static JsonObject named(JournalRecord entry, JsonObject json) {
    return json.put("type", type(entry))
        .put("seq", entry.seq())
        .put("time", time(entry.timeMillis()));
  }

  private static JsonObject output(OutputRecord output) {
    return where(output)
        .put("base64", Base64.getEncoder().encodeToString(output.bytes().getBytes()));
  }

  private static JsonObject where(OutputRecord output) {
    JsonObject json =
        new JsonObject()
            .put("stream", output.stream().wireName())
            .put("offset", output.offset())
            .put("prevSeq", output.prevSeq());
    return output.fromEngine() ? json.put("source", "engine") : json;
  }
}
