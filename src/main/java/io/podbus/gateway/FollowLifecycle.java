package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// `GET /v1/events`: the lifecycle of all sessions as SSE. Each follower asks for a page, writes
/// it, and asks for the next one when its client has taken it.
final class FollowLifecycle implements Call {
  static final Set<String> QUERY = Set.of("from");

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String END = "end";

  /// The id of an event where several nodes are one service: a place in the events of each.
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._~-]+:[0-9a-z]+(?:,.*)?");

  private static final int PAGE = 100;
  private static final Buffer RETRY = Buffer.buffer("retry: 1000\n\n");
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");

  private final Duration heartbeat;

  FollowLifecycle(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    exchange.stream();
    Follower follower = new Follower(exchange);
    // The first page tells whether there is anything to follow from there: else it is a problem.
    return follower
        .ask(from(exchange), Duration.ZERO)
        .map(page -> {
          follower.begin();
          follower.take(page);
          return page;
        });
  }

  private static Object from(Exchange exchange) {
    String last = exchange.request().getHeader(LAST_EVENT_ID);
    if (last != null && CURSOR.matcher(last.strip()).matches()) {
      return last.strip();
    }
    if (last != null && !last.isBlank()) {
      return Query.wholeNumber(last.strip())
              .orElseThrow(() ->
                  new FailureException(
                      Failure.InvalidOptions.of(
                          "/headers/" + LAST_EVENT_ID, "It must be the id of an event.")))
          + 1;
    }
    if (exchange.query().text("from").filter(END::equals).isPresent()) {
      return END;
    }
    Optional<String> cursor =
        exchange.query().text("from").filter(text -> CURSOR.matcher(text).matches());
    if (cursor.isPresent()) {
      return cursor.get();
    }
    Optional<Long> from =
        exchange
            .query()
            .parsed("from", Query::wholeNumber, "It must be the id of an event, or 'end'.");
    return from.isPresent() ? from.get() : FIRST;
  }

  /// Stands for the first event that is kept.
  private static final String FIRST = "";

  /// One client.
  private final class Follower {
    private final Exchange exchange;
    private final HttpServerResponse response;

    Follower(Exchange exchange) {
      this.exchange = exchange;
      this.response = exchange.response();
    }

    Future<JsonObject> ask(Object from, Duration wait) {
      JsonObject body = new JsonObject().put("max", PAGE).put("waitMs", (int) wait.toMillis());
      if (!from.equals(FIRST)) {
        body.put("from", from);
      }
      return exchange
          .bus()
          .sessions(Action.EVENTS, body, Map.of(), wait.plus(SessionBus.QUICK))
          .map(Message::body);
    }

    void begin() {
      response
          .setChunked(true)
          .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.EVENTS)
          .putHeader("X-Accel-Buffering", "no");
      response.setWriteQueueMaxSize(exchange.queueBytes());
      Future<Void> _ = response.write(RETRY);
    }

    void take(JsonObject page) {
      if (exchange.gone()) {
        return;
      }
      Future<Void> _ = response.write(events(page));
      Object next = page.getValue(page.containsKey("next") ? "next" : "nextId");
      if (response.writeQueueFull()) {
        response.drainHandler(_ -> next(next));
      } else {
        next(next);
      }
    }

    private void next(Object from) {
      response.drainHandler(null);
      ask(from, heartbeat).onComplete(this::answered);
    }

    private void answered(AsyncResult<JsonObject> page) {
      if (page.succeeded()) {
        take(page.result());
      } else if (!exchange.gone()) {
        // Unfinished: the client comes back, and is told why then.
        Future<Void> _ = response.end();
      }
    }

    private Buffer events(JsonObject page) {
      Buffer text = Buffer.buffer();
      JsonObject gap = page.getJsonObject("gap");
      if (gap != null) {
        event(text, gap.getLong("toId"), "gap", gap);
      }
      for (Object one : page.getJsonArray("gaps", new JsonArray())) {
        JsonObject ofNode = (JsonObject) one;
        event(text, ofNode.remove("cursor"), "gap", ofNode);
      }
      JsonArray events = page.getJsonArray("events");
      for (Object one : events) {
        JsonObject event = (JsonObject) one;
        Object cursor = event.remove("cursor");
        event(text, cursor == null ? event.getLong("id") : cursor, event.getString("type"), event);
      }
      return text.length() == 0 ? COMMENT : text;
    }

    private static void event(Buffer text, Object id, String type, JsonObject data) {
      text.appendString("id: " + id + "\nevent: " + type + "\ndata: " + data.encode() + "\n\n");
    }
  }
}
