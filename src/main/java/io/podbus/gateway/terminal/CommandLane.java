package io.podbus.gateway.terminal;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Resizes and signals of one client, one at a time and in order. They do not wait for input that
/// the program does not read: that is when a signal is wanted. Confined to the connection's
/// context.
final class CommandLane {
  private static final int QUEUE_COMMANDS = 16;

  /// Told of what becomes of the commands.
  interface Listener {
    void done(Action action, @Nullable String id);

    void refused(Action action, @Nullable String id, Throwable cause);

    /// Something has left the queue.
    void room();
  }

  private record Command(Action action, JsonObject body, @Nullable String id) {}

  private final SessionBus bus;
  private final SessionId session;
  private final Listener listener;
  private final ArrayDeque<Command> waiting = new ArrayDeque<>();
  private boolean underWay;

  CommandLane(SessionBus bus, SessionId session, Listener listener) {
    this.bus = bus;
    this.session = session;
    this.listener = listener;
  }

  void add(Action action, JsonObject body, @Nullable String id) {
    waiting.add(new Command(action, body, id));
    next();
  }

  boolean isFull() {
    return waiting.size() >= QUEUE_COMMANDS;
  }

  private void next() {
    Command command = underWay ? null : waiting.poll();
    if (command == null) {
      return;
    }
    underWay = true;
    bus.session(session, command.action(), command.body(), SessionBus.SLOW)
        .onComplete(reply -> {
          underWay = false;
          if (reply.succeeded()) {
            listener.done(command.action(), command.id());
          } else {
            listener.refused(command.action(), command.id(), reply.cause());
          }
          next();
          listener.room();
        });
  }
}
