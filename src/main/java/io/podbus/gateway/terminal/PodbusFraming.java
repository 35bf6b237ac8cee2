package io.podbus.gateway.terminal;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordJson;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// `podbus.v1`: output as binary messages (a byte for the stream, eight for the seq, then the
/// bytes), input as binary messages, and everything else as JSON in text messages.
final class PodbusFraming implements Framing {
  static final String NAME = "podbus.v1";

  private static final int HEAD_BYTES = 9;
  private static final int MAX_ID_LENGTH = 256;

  @Override
  public void opened(JsonObject session, @Nullable String reader, Frames frames) {
    JsonObject open =
        new JsonObject()
            .put("type", "open")
            .put("session", session.getString("id"))
            .put("tty", session.getBoolean("tty"))
            .put("rows", session.getInteger("rows"))
            .put("cols", session.getInteger("cols"));
    frames.text(reader == null ? open : open.put("reader", reader));
  }

  @Override
  public void show(JournalRecord entry, Frames frames) {
    switch (entry) {
      case OutputRecord output ->
          frames.binary(
              Buffer.buffer(HEAD_BYTES + output.size())
                  .appendByte(number(output.stream()))
                  .appendLong(output.seq())
                  .appendBuffer(output.bytes()));
      case JournalRecord.Exited exited -> {
        frames.text(RecordJson.toJson(exited));
        frames.close(CloseCode.ENDED, "The session has ended.");
      }
      default -> frames.text(RecordJson.toJson(entry));
    }
  }

  @Override
  public ClientMessage binary(Buffer message) {
    return new ClientMessage.Bytes(message);
  }

  @Override
  public ClientMessage text(String message) {
    JsonObject body;
    try {
      body = new JsonObject(message);
    } catch (DecodeException e) {
      throw new ProtocolViolation(CloseCode.INVALID, "A text message is one JSON object.");
    }
    String type = body.remove("type") instanceof String name ? name : "";
    String id = id(body.remove("id"));
    return switch (type) {
      case "input" -> new ClientMessage.Typed(body, id);
      case "resize" -> new ClientMessage.Resize(body, id);
      case "signal" -> new ClientMessage.Signal(body, id);
      case "ack" -> new ClientMessage.Ack(seq(body));
      default ->
          throw new ProtocolViolation(
              CloseCode.UNSUPPORTED, "The type of a message is input, resize, signal or ack.");
    };
  }

  @Override
  public void taken(long total, @Nullable String id, Frames frames) {
    frames.text(answer("taken", id).put("bytes", total));
  }

  @Override
  public void done(String id, Frames frames) {
    frames.text(answer("done", id));
  }

  @Override
  public void refused(
      String request, @Nullable String id, JsonObject problem, long droppedBytes, Frames frames) {
    JsonObject error = answer("error", id).put("request", request).put("problem", problem);
    frames.text(droppedBytes == 0 ? error : error.put("droppedBytes", droppedBytes));
  }

  private static JsonObject answer(String type, @Nullable String id) {
    JsonObject answer = new JsonObject().put("type", type);
    return id == null ? answer : answer.put("id", id);
  }

  private static @Nullable String id(@Nullable Object id) {
    return switch (id) {
      case null -> null;
      case String text when !text.isEmpty() && text.length() <= MAX_ID_LENGTH -> text;
      default ->
          throw new ProtocolViolation(
              CloseCode.UNSUPPORTED, "The id of a message is a string of 1 to 256 characters.");
    };
  }

  private static long seq(JsonObject ack) {
    if (ack.getValue("seq") instanceof Number seq && seq.longValue() >= 0) {
      return seq.longValue();
    }
    throw new ProtocolViolation(CloseCode.UNSUPPORTED, "An ack has the seq of a record.");
  }

  private static byte number(StreamName stream) {
    return switch (stream) {
      case STDOUT -> 1;
      case STDERR -> 2;
      case TTY -> 3;
    };
  }
}
