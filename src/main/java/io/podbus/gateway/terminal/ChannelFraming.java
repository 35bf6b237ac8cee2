package io.podbus.gateway.terminal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// `v5.channel.k8s.io`, the remote-command protocol of Kubernetes: binary messages whose first byte
/// is a channel. Its clients know bytes and a last status, so states and sizes are not shown, and a
/// gap, for which it has no word, ends the connection.
final class ChannelFraming implements Framing {
  static final String NAME = "v5.channel.k8s.io";

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int STATUS = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;

  private final Delivery delivery;
  private boolean shown;

  ChannelFraming(Delivery delivery) {
    this.delivery = delivery;
  }

  /// An empty message tells clients of this protocol that the connection stands.
  @Override
  public void opened(JsonObject session, @Nullable String reader, Frames frames) {
    frames.binary(onChannel(STDOUT, Buffer.buffer()));
  }

  @Override
  public void show(JournalRecord entry, Frames frames) {
    switch (entry) {
      case OutputRecord output -> {
        shown = true;
        int channel = output.stream() == StreamName.STDERR ? STDERR : STDOUT;
        frames.binary(onChannel(channel, output.bytes()));
      }
      case JournalRecord.Gap gap -> gap(gap, frames);
      case JournalRecord.Exited exited -> {
        frames.binary(onChannel(STATUS, statusOf(exited.exit()).toBuffer()));
        frames.close(CloseCode.ENDED, "The session has ended.");
      }
      case JournalRecord.StateChanged _, JournalRecord.Resized _ -> {}
    }
  }

  /// Before the first byte a gap is only a later beginning; skipping is what `latest` asks for; and
  /// behind a crash comes the end, which says so itself.
  private void gap(JournalRecord.Gap gap, Frames frames) {
    boolean skipped =
        gap.reason().equals(JournalRecord.Gap.LOST)
            || (delivery == Delivery.LATEST && gap.reason().equals(JournalRecord.Gap.LATEST));
    if (shown && !skipped) {
      String message =
          "Output is no longer kept: records %d to %d.".formatted(gap.fromSeq(), gap.seq());
      frames.binary(
          onChannel(
              STATUS, failure("Expired", message, new JsonArray()).put("code", 410).toBuffer()));
      frames.close(CloseCode.OUTPUT_GONE, message);
    }
  }

  @Override
  public ClientMessage binary(Buffer message) {
    if (message.length() == 0) {
      return new ClientMessage.Nothing();
    }
    Buffer data = message.slice(1, message.length());
    return switch (message.getByte(0) & 0xff) {
      case STDIN ->
          data.length() == 0 ? new ClientMessage.Nothing() : new ClientMessage.Bytes(data);
      case RESIZE -> resize(data);
      case CLOSE -> close(data);
      default ->
          throw new ProtocolViolation(
              CloseCode.UNSUPPORTED, "Clients write to the channels 0, 4 and 255.");
    };
  }

  @Override
  public ClientMessage text(String message) {
    throw new ProtocolViolation(CloseCode.UNSUPPORTED, "This protocol has binary messages only.");
  }

  private static ClientMessage resize(Buffer data) {
    JsonObject size;
    try {
      size = new JsonObject(data);
    } catch (DecodeException e) {
      throw new ProtocolViolation(
          CloseCode.INVALID, "A size is {\"Width\":…,\"Height\":…}.".replace('…', 'n'));
    }
    if (!(valueOf(size, "Width") instanceof Number width)
        || !(valueOf(size, "Height") instanceof Number height)) {
      throw new ProtocolViolation(CloseCode.INVALID, "A size has a Width and a Height.");
    }
    // Clients send this while they have no window yet.
    if (width.intValue() == 0 || height.intValue() == 0) {
      return new ClientMessage.Nothing();
    }
    JsonObject body = new JsonObject().put("rows", height.intValue()).put("cols", width.intValue());
    return new ClientMessage.Resize(body, null);
  }

  /// The servers of Kubernetes do not tell case in names, and there are clients that rely on it.
  private static @Nullable Object valueOf(JsonObject size, String name) {
    for (String field : size.fieldNames()) {
      if (field.equalsIgnoreCase(name)) {
        return size.getValue(field);
      }
    }
    return null;
  }

  private static ClientMessage close(Buffer data) {
    if (data.length() != 1) {
      throw new ProtocolViolation(CloseCode.UNSUPPORTED, "Channel 255 takes one byte: a channel.");
    }
    // Of the channels that a client may close, the input alone has a meaning.
    return data.getByte(0) == STDIN
        ? new ClientMessage.Typed(new JsonObject().put("eof", true), null)
        : new ClientMessage.Nothing();
  }

  @Override
  public void taken(long total, @Nullable String id, Frames frames) {}

  @Override
  public void done(String id, Frames frames) {}

  /// Input after the program's own end of reading disappears here as it does in a pipe that nobody
  /// reads; what the program did not take in time ends the connection, so that no later input
  /// follows a hole.
  @Override
  public void refused(
      String request, @Nullable String id, JsonObject problem, long droppedBytes, Frames frames) {
    if (request.equals("input") && "timeout".equals(problem.getString("code"))) {
      String message = problem.getString("detail", "The program did not take its input.");
      frames.binary(
          onChannel(
              STATUS, failure("Timeout", message, new JsonArray()).put("code", 504).toBuffer()));
      frames.close(CloseCode.INTERNAL, "The program did not take its input.");
    }
  }

  /// The end of a session as the status of an exec: its exit code in `details`, as every client of
  /// the protocol looks for it there.
  private static JsonObject statusOf(JsonObject exit) {
    Integer code = exit.getInteger("code");
    if (Integer.valueOf(0).equals(code)) {
      return new JsonObject().put("metadata", new JsonObject()).put("status", "Success");
    }
    String reason = exit.getString("reason", "");
    if (code == null) {
      String message = exit.getString("message");
      return failure(
              "InternalError",
              message == null ? "The session ended: " + reason : message,
              new JsonArray())
          .put("code", 500);
    }
    JsonObject cause =
        new JsonObject().put("reason", "ExitCode").put("message", Integer.toString(code));
    return failure(
        "NonZeroExitCode",
        "command terminated with non-zero exit code: " + code + " (" + reason + ")",
        new JsonArray().add(cause));
  }

  private static JsonObject failure(String reason, String message, JsonArray causes) {
    JsonObject status =
        new JsonObject()
            .put("metadata", new JsonObject())
            .put("status", "Failure")
            .put("message", message)
            .put("reason", reason);
    return causes.isEmpty()
        ? status
        : status.put("details", new JsonObject().put("causes", causes));
  }

  private static Buffer onChannel(int channel, Buffer data) {
    return Buffer.buffer(1 + data.length()).appendByte((byte) channel).appendBuffer(data);
  }
}
