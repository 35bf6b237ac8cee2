package io.podbus.gateway.terminal;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Headers;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client types, on its way to the program: one message at a time, the next when the
/// program's pipe has taken the one before. Small messages that queued up meanwhile go together.
///
/// Where one is not taken, what stands behind it is not sent either: input with a hole in it is
/// worse than none. Confined to the connection's context.
final class InputLane {
  /// Past this much the client is not read any more.
  private static final int QUEUE_BYTES = 64 * 1024;

  private static final int QUEUE_MESSAGES = 256;

  /// Told of what becomes of the input.
  interface Listener {
    void taken(long total, @Nullable String id);

    void refused(@Nullable String id, Throwable cause, long droppedBytes);

    /// Something has left the queue.
    void room();
  }

  private record Entry(ClientMessage message, int bytes) {}

  private final SessionBus bus;
  private final SessionId id;
  private final Listener listener;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean underWay;
  private long taken;

  InputLane(SessionBus bus, SessionId id, Listener listener) {
    this.bus = bus;
    this.id = id;
    this.listener = listener;
  }

  void add(ClientMessage.Bytes message) {
    add(new Entry(message, message.bytes().length()));
  }

  void add(ClientMessage.Typed message) {
    add(new Entry(message, message.body().encode().length()));
  }

  boolean isFull() {
    return waitingBytes >= QUEUE_BYTES || waiting.size() >= QUEUE_MESSAGES;
  }

  private void add(Entry entry) {
    waiting.add(entry);
    waitingBytes += entry.bytes();
    next();
  }

  private void next() {
    Entry entry = underWay ? null : waiting.poll();
    if (entry == null) {
      return;
    }
    underWay = true;
    waitingBytes -= entry.bytes();
    switch (entry.message()) {
      case ClientMessage.Typed typed -> send(typed.body(), typed.id());
      case ClientMessage.Bytes first -> send(together(first.bytes()), null);
      default -> throw new IllegalStateException("not input");
    }
  }

  /// These bytes and those that wait directly behind them.
  private Buffer together(Buffer first) {
    if (!(waiting.peek() instanceof Entry(ClientMessage.Bytes _, int _))) {
      return first;
    }
    Buffer all = first.copy();
    while (waiting.peek() instanceof Entry(ClientMessage.Bytes(Buffer more), int size)
        && all.length() + size <= QUEUE_BYTES) {
      waiting.poll();
      waitingBytes -= size;
      all.appendBuffer(more);
    }
    return all;
  }

  private void send(Object body, @Nullable String key) {
    Map<String, String> headers = key == null ? Map.of() : Map.of(Headers.IDEMPOTENCY_KEY, key);
    Future<Message<JsonObject>> sent =
        bus.session(id, Action.INPUT, body, headers, SessionBus.SLOW);
    sent.onComplete(reply -> {
      underWay = false;
      if (reply.succeeded()) {
        taken += reply.result().body().getLong("bytes", 0L);
        listener.taken(taken, key);
      } else {
        refuse(key, reply.cause());
      }
      next();
      listener.room();
    });
  }

  private void refuse(@Nullable String key, Throwable cause) {
    List<Entry> dropped = List.copyOf(waiting);
    long droppedBytes = waitingBytes;
    waiting.clear();
    waitingBytes = 0;
    listener.refused(key, cause, droppedBytes);
    for (Entry entry : dropped) {
      if (entry.message() instanceof ClientMessage.Typed typed && typed.id() != null) {
        listener.refused(typed.id(), cause, 0);
      }
    }
  }
}
