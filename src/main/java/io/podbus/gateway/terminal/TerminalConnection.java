package io.podbus.gateway.terminal;

import io.podbus.gateway.reading.ReadMemory;
import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.ops.Level;
import io.podbus.protocol.Action;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One client's WebSocket. Outwards it is a reader of the journal like any other, which asks for no
/// more than its client takes; inwards it is not read while its queues are full. Its end is the end
/// of a reader, not of the session.
///
/// Confined to the context of the connection.
public final class TerminalConnection implements RecordPull.Sink {
  /// The largest message that is taken.
  public static final int MAX_MESSAGE_BYTES = 128 * 1024;

  /// The largest frame that is read at all. Larger than a message, so that one that is somewhat too
  /// large is answered with its reason: past this the connection is cut while the client still
  /// writes, and it may never see why.
  public static final int MAX_FRAME_BYTES = 1024 * 1024;

  /// The largest frame that is sent: many clients refuse larger ones unless told otherwise, and a
  /// record with what stands before it is just above.
  private static final int SENT_FRAME_BYTES = 64 * 1024;

  /// What a connection is for.
  ///
  /// @param session as it was found
  /// @param from where to begin
  /// @param windowBytes how much unacknowledged output the client wants at most; 0 for any
  public record Opening(
      SessionId id, JsonObject session, RecordPull.Reading reading, From from, long windowBytes) {}

  private final ServerWebSocket socket;
  private final Framing framing;
  private final Duration idle;
  private final Function<Throwable, JsonObject> problems;
  private final Framing.Frames frames = new SocketFrames();
  private final AckWindow window;
  private final InputLane input;
  private final CommandLane commands;
  private final RecordPull pull;
  private final KeepAlive keepAlive;

  private boolean paused;
  private boolean waitingForAck;
  private boolean closing;

  /// Serves the connection from now on.
  ///
  /// @param readers how many readers there are of its kind
  /// @param heartbeat how often the client is pinged
  /// @param problems what a failure looks like to its caller
  /// @param ended run once, when the connection is no more
  public static void serve(
      Vertx vertx,
      SessionBus bus,
      ServerWebSocket socket,
      Opening opening,
      Level readers,
      Duration heartbeat,
      Function<Throwable, JsonObject> problems,
      Runnable ended) {
    TerminalConnection connection =
        new TerminalConnection(vertx, bus, socket, opening, readers, heartbeat, problems, ended);
    connection.framing.opened(opening.session(), opening.reading().reader(), connection.frames);
    connection.pull.start(new RecordPull.Range(opening.from(), null));
  }

  private TerminalConnection(
      Vertx vertx,
      SessionBus bus,
      ServerWebSocket socket,
      Opening opening,
      Level readers,
      Duration heartbeat,
      Function<Throwable, JsonObject> problems,
      Runnable ended) {
    this.socket = socket;
    this.framing = Subprotocols.framing(socket.subProtocol(), opening.reading().delivery());
    this.idle = heartbeat;
    this.problems = problems;
    this.window = new AckWindow(opening.windowBytes());
    this.input = new InputLane(bus, opening.id(), new InputAnswers());
    this.commands = new CommandLane(bus, opening.id(), new CommandAnswers());
    this.pull = new RecordPull(bus, opening.id(), opening.reading(), this, readers);
    this.keepAlive = new KeepAlive(vertx, heartbeat, this::congested, this::ping, this::deaf);
    socket.setWriteQueueMaxSize(ReadMemory.queueBytes(readers.value() + 1));
    socket.exceptionHandler(this::broken);
    socket.closeHandler(_ -> {
      left();
      ended.run();
    });
    socket.shutdownHandler(
        _ -> frames.close(CloseCode.GOING_AWAY, "The service is shutting down."));
    socket.binaryMessageHandler(message -> received(() -> framing.binary(message)));
    socket.textMessageHandler(message -> received(() -> framing.text(message)));
    socket.pongHandler(_ -> keepAlive.heard());
  }

  // Outwards.

  @Override
  public Duration waitUpTo() {
    return idle;
  }

  @Override
  public int roomBytes() {
    return window.roomBytes();
  }

  @Override
  public Demand take(RecordBatch batch) {
    for (JournalRecord entry : batch.records()) {
      if (closing) {
        return Demand.NONE;
      }
      framing.show(entry, frames);
      window.sent(entry.seq(), entry.size());
    }
    if (batch.ended()) {
      frames.close(CloseCode.ENDED, "The session has ended.");
      return Demand.NONE;
    }
    if (closing) {
      return Demand.NONE;
    }
    if (socket.isClosed()) {
      // Its close handler is about to run, and says what becomes of the reader's place.
      return Demand.LATER;
    }
    if (socket.writeQueueFull()) {
      socket.drainHandler(_ -> goOn());
      return Demand.LATER;
    }
    waitingForAck = window.isClosed();
    return waitingForAck ? Demand.LATER : Demand.MORE;
  }

  @Override
  public void failed(Throwable cause) {
    JsonObject problem = problems.apply(cause);
    boolean gone = "session-not-found".equals(problem.getString("code"));
    frames.close(
        gone ? CloseCode.GONE : CloseCode.INTERNAL,
        gone ? "The session's record is gone." : problem.getString("code", "internal"));
  }

  private void goOn() {
    if (window.isClosed()) {
      waitingForAck = true;
    } else {
      pull.resume();
    }
  }

  // Inwards.

  private interface Reading {
    ClientMessage read();
  }

  private void received(Reading reading) {
    if (closing) {
      return;
    }
    keepAlive.heard();
    try {
      act(reading.read());
    } catch (ProtocolViolation e) {
      frames.close(e.code(), String.valueOf(e.getMessage()));
    }
    if (!paused && (input.isFull() || commands.isFull())) {
      paused = true;
      socket.pause();
    }
  }

  private void act(ClientMessage message) {
    switch (message) {
      case ClientMessage.Bytes bytes -> input.add(bytes);
      case ClientMessage.Typed typed -> input.add(typed);
      case ClientMessage.Resize(JsonObject body, String id) ->
          commands.add(Action.RESIZE, body, id);
      case ClientMessage.Signal(JsonObject body, String id) ->
          commands.add(Action.SIGNAL, body, id);
      case ClientMessage.Ack(long seq) -> acknowledged(seq);
      case ClientMessage.Nothing _ -> {}
    }
  }

  private void acknowledged(long seq) {
    window.acknowledged(seq);
    if (waitingForAck && !window.isClosed()) {
      waitingForAck = false;
      pull.resume();
    }
  }

  private void room() {
    if (paused && !input.isFull() && !commands.isFull()) {
      paused = false;
      socket.resume();
    }
  }

  private final class InputAnswers implements InputLane.Listener {
    @Override
    public void taken(long total, @Nullable String id) {
      framing.taken(total, id, frames);
    }

    @Override
    public void refused(@Nullable String id, Throwable cause, long droppedBytes) {
      framing.refused("input", id, problems.apply(cause), droppedBytes, frames);
    }

    @Override
    public void room() {
      TerminalConnection.this.room();
    }
  }

  private final class CommandAnswers implements CommandLane.Listener {
    @Override
    public void done(Action action, @Nullable String id) {
      if (id != null) {
        framing.done(id, frames);
      }
    }

    @Override
    public void refused(Action action, @Nullable String id, Throwable cause) {
      framing.refused(action.wireName(), id, problems.apply(cause), 0, frames);
    }

    @Override
    public void room() {
      TerminalConnection.this.room();
    }
  }

  // The socket itself.

  /// Whether the client's silence says nothing: it has still to read what was sent before, or we do
  /// not read it ourselves.
  private boolean congested() {
    return paused || (!socket.isClosed() && socket.writeQueueFull());
  }

  private void ping() {
    if (!socket.isClosed()) {
      Future<Void> _ = socket.writePing(Buffer.buffer());
    }
  }

  private void deaf() {
    frames.close(CloseCode.DEAF, "Nothing has been heard of this client for too long.");
  }

  /// A message that is too large is told here; a frame that is, ends in the server before it is
  /// read.
  private void broken(Throwable cause) {
    if (cause instanceof IllegalStateException) {
      frames.close(CloseCode.TOO_LARGE, "A message has at most " + MAX_MESSAGE_BYTES + " bytes.");
    }
  }

  private void left() {
    boolean unfinished = !closing;
    closing = true;
    keepAlive.stop();
    pull.stop(unfinished);
  }

  private final class SocketFrames implements Framing.Frames {
    @Override
    public void binary(Buffer message) {
      int length = message.length();
      for (int at = 0; at < length && !closing && !socket.isClosed(); at += SENT_FRAME_BYTES) {
        int end = Math.min(at + SENT_FRAME_BYTES, length);
        Buffer part = message.slice(at, end);
        Future<Void> _ =
            socket.writeFrame(
                at == 0
                    ? WebSocketFrame.binaryFrame(part, end == length)
                    : WebSocketFrame.continuationFrame(part, end == length));
      }
    }

    @Override
    public void text(JsonObject message) {
      if (!closing && !socket.isClosed()) {
        Future<Void> _ = socket.writeTextMessage(message.encode());
      }
    }

    @Override
    public void close(CloseCode code, String reason) {
      if (closing) {
        return;
      }
      closing = true;
      keepAlive.stop();
      pull.stop(code != CloseCode.ENDED);
      // What is not read any more would keep the client's close frame from us.
      socket.resume();
      Future<Void> _ = socket.close(code.number(), CloseCode.fit(reason));
    }
  }
}
