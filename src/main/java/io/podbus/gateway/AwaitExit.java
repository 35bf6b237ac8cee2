package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.text.Utf8;
import io.podbus.text.Utf8Stitcher;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Reads a session to its end and keeps the head of each stream.
///
/// Confined to the context of the verticle.
final class AwaitExit implements RecordPull.Sink {
  /// How much of each stream is kept.
  static final int HEAD_BYTES = 1024 * 1024;

  private static final Duration POLL = Duration.ofSeconds(15);

  private final Map<StreamName, Buffer> heads = new EnumMap<>(StreamName.class);
  private final Promise<Void> end = Promise.promise();
  private boolean truncated;

  /// Completes with the session's end; fails where it cannot be read.
  Future<Void> end() {
    return end.future();
  }

  @Override
  public Duration waitUpTo() {
    return POLL;
  }

  @Override
  public Demand take(RecordBatch batch) {
    for (JournalRecord entry : batch.records()) {
      if (entry instanceof OutputRecord output) {
        keep(output);
      } else if (entry instanceof JournalRecord.Gap) {
        truncated = true;
      }
    }
    if (batch.ended()) {
      end.tryComplete();
      return Demand.NONE;
    }
    return Demand.MORE;
  }

  @Override
  public void failed(Throwable cause) {
    end.tryFail(cause);
  }

  /// The answer: the session and what it came to, and the heads of its streams. Bytes that are no
  /// UTF-8 stand there twice: readable, and exactly, in base64.
  ///
  /// @param outcome the session, and its `result` where it has one
  JsonObject answer(JsonObject outcome) {
    JsonObject session = outcome.getJsonObject("session");
    JsonObject answer = new JsonObject().put("session", session);
    List<StreamName> streams =
        Boolean.TRUE.equals(session.getBoolean("tty"))
            ? List.of(StreamName.TTY)
            : List.of(StreamName.STDOUT, StreamName.STDERR);
    for (StreamName stream : streams) {
      put(answer, stream.wireName(), heads.getOrDefault(stream, Buffer.buffer()));
    }
    answer.put("truncated", truncated || outcome.getBoolean("truncated", false));
    if (outcome.containsKey("result")) {
      answer.put("result", outcome.getValue("result"));
    }
    return answer;
  }

  private void keep(OutputRecord output) {
    Buffer head = heads.computeIfAbsent(output.stream(), _ -> Buffer.buffer());
    int room = HEAD_BYTES - head.length();
    truncated |= output.size() > room;
    head.appendBuffer(output.bytes(), 0, Math.min(room, output.size()));
  }

  private void put(JsonObject answer, String name, Buffer head) {
    byte[] bytes = head.getBytes();
    int wellFormed = Utf8.wellFormed(bytes, 0, bytes.length);
    boolean cutHere =
        bytes.length == HEAD_BYTES
            && wellFormed < bytes.length
            && Utf8.sequence(bytes, wellFormed, bytes.length) == Utf8.CUT_OFF;
    Buffer kept = cutHere ? head.slice(0, wellFormed) : head;
    Utf8Stitcher stitcher = new Utf8Stitcher();
    Buffer text = Buffer.buffer().appendBuffer(stitcher.next(kept)).appendBuffer(stitcher.end());
    answer.put(name, text.toString());
    if (wellFormed < kept.length()) {
      answer.put(name + "Base64", Base64.getEncoder().encodeToString(kept.getBytes()));
    }
  }
}
