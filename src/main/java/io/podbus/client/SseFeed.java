package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A connection that brings server-sent events. Paused, it is not read, and the service waits.
///
/// Confined to the context on which it is opened.
final class SseFeed<T> implements Transport.Feed {
  /// No event has a longer line.
  private static final int MAX_LINE = 4 * 1024 * 1024;

  /// The service asks that a client leaves, as it is shutting down.
  private static final String GO_AWAY = "goaway";

  private final Vertx vertx;
  private final SseEvents<T> events;
  private final Transport.Sink<T> sink;
  private final Duration silence;
  private final LongSupplier nanos;
  private final long watch;

  private @Nullable HttpClientRequest request;
  private @Nullable RecordParser lines;
  private boolean paused;
  private boolean over;
  private long heard;

  private long id = -1;
  private String name = "";
  private String data = "";

  /// @param silence after which the connection counts as broken
  SseFeed(
      Vertx vertx,
      SseEvents<T> events,
      Transport.Sink<T> sink,
      Duration silence,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.events = events;
    this.sink = sink;
    this.silence = silence;
    this.nanos = nanos;
    this.heard = nanos.getAsLong();
    this.watch = vertx.setPeriodic(Math.max(1, silence.toMillis() / 4), _ -> watch());
  }

  void open(Future<HttpClientRequest> opening) {
    opening
        .compose(opened -> {
          request = opened;
          return over ? Future.failedFuture("closed") : opened.send();
        })
        .onSuccess(this::begin)
        .onFailure(cause -> broken(PodbusException.wrap(cause)));
  }

  private void begin(HttpClientResponse response) {
    if (over) {
      return;
    }
    if (response.statusCode() == 204) {
      sink.opened(OptionalLong.empty());
      sink.ended();
      return;
    }
    if (response.statusCode() != 200) {
      HttpAnswers.failure(response).onSuccess(this::broken);
      return;
    }
    heard = nanos.getAsLong();
    RecordParser parser = RecordParser.newDelimited("\n", response).maxRecordSize(MAX_LINE);
    lines = parser;
    parser.exceptionHandler(cause -> broken(PodbusException.wrap(cause)));
    parser.endHandler(
        _ -> broken(PodbusException.unreachable("The stream ended before its end", null)));
    if (paused) {
      parser.pause();
    }
    parser.handler(this::line);
    sink.opened(OptionalLong.empty());
  }

  private void line(Buffer line) {
    if (over) {
      return;
    }
    heard = nanos.getAsLong();
    if (line.length() == 0) {
      dispatch();
      return;
    }
    String text = line.toString();
    if (text.startsWith(":")) {
      sink.alive();
    } else if (text.startsWith("data: ")) {
      data = text.substring(6);
    } else if (text.startsWith("event: ")) {
      name = text.substring(7);
    } else if (text.startsWith("id: ")) {
      id = parse(text.substring(4));
    }
  }

  private static long parse(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void dispatch() {
    String type = name;
    String said = data;
    name = "";
    data = "";
    if (type.equals(GO_AWAY)) {
      broken(PodbusException.unreachable("The service asks to connect elsewhere", null));
    } else if (!said.isEmpty()) {
      try {
        events
            .of(type, id, new JsonObject(said))
            .ifPresent(event -> sink.event(event, events.bytes(event)));
      } catch (DecodeException | IllegalArgumentException e) {
        broken(PodbusException.unexpected(200, "An event is none of the service's", e));
      }
    }
  }

  /// Where it is paused, silence is this side's own.
  private void watch() {
    if (paused) {
      heard = nanos.getAsLong();
    } else if (nanos.getAsLong() - heard > silence.toNanos()) {
      broken(PodbusException.unreachable("Nothing was heard for " + silence, null));
    }
  }

  private void broken(PodbusException cause) {
    if (!over) {
      close();
      sink.broken(cause);
    }
  }

  @Override
  public void pause() {
    paused = true;
    if (lines != null) {
      lines.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    heard = nanos.getAsLong();
    if (lines != null) {
      lines.resume();
    }
  }

  @Override
  public void taken(int bytes) {
    // The connection itself holds the service back.
  }

  @Override
  public Future<Void> close() {
    if (!over) {
      over = true;
      vertx.cancelTimer(watch);
      if (request != null) {
        return request.reset().otherwiseEmpty();
      }
    }
    return Future.succeededFuture();
  }
}
