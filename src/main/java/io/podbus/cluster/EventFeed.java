package io.podbus.cluster;

import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The lifecycle of all sessions of the cluster, from the logs of all nodes, as a page of it or the
/// wait for the next event. A place in it is a place in each log, so that a follower goes on at any
/// node.
///
/// Owned by the cluster's event loop.
final class EventFeed {
  private static final int MAX_WAITING = 1024;
  private static final int MAX_PAGE = 500;
  private static final int MAX_WAIT_MILLIS = 60_000;

  private record Waiting(
      Map<String, Long> from, int max, Caller caller, Promise<JsonObject> answer) {}

  /// @param key the time, but not before that of the node's event before it
  private record Merged(String node, String key, EventLog.Event event) {}

  private final Vertx vertx;
  private final Map<String, EventLog> logs = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();

  EventFeed(Vertx vertx) {
    this.vertx = vertx;
  }

  /// The log of a node.
  EventLog of(String node) {
    return logs.computeIfAbsent(node, _ -> new EventLog(0));
  }

  void forget(String node) {
    logs.remove(node);
  }

  /// Something was added to a log.
  void added(String owner) {
    List<Waiting> ready = waiting.stream().filter(one -> one.caller().reaches(owner)).toList();
    waiting.removeAll(ready);
    ready.forEach(one -> one.answer().tryComplete(page(one.from(), one.max(), one.caller())));
  }

  /// Answers `{"events":[…],"gaps":[…],"next":"…"}`.
  ///
  /// @param body `from`: a cursor, or null for all that is kept, or `end` for what comes from now
  ///   on; `max`; `waitMs`
  Future<JsonObject> read(JsonObject body, Caller caller) {
    Map<String, Long> from = from(body.getValue("from"));
    int max = number(body, "max", MAX_PAGE, MAX_PAGE);
    int wait = number(body, "waitMs", 0, MAX_WAIT_MILLIS);
    JsonObject page = page(from, max, caller);
    boolean empty = page.getJsonArray("events").isEmpty() && page.getJsonArray("gaps").isEmpty();
    if (wait == 0 || !empty) {
      return Future.succeededFuture(page);
    }
    if (waiting.size() >= MAX_WAITING) {
      throw new FailureException(new Failure.RateLimited("Too many wait for events already.", 1));
    }
    Waiting one = new Waiting(from, max, caller, Promise.promise());
    waiting.add(one);
    long timer =
        vertx.setTimer(
            wait,
            _ -> {
              waiting.remove(one);
              one.answer().tryComplete(page(from, max, caller));
            });
    return one.answer().future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private static int number(JsonObject body, String name, int otherwise, int max) {
    return body.getValue(name) instanceof Integer value ? Math.clamp(value, 0, max) : otherwise;
  }

  private Map<String, Long> from(@Nullable Object value) {
    if (value == null) {
      return places(true);
    }
    if (value instanceof String text) {
      return text.equals("end") ? places(false) : EventCursor.parse(text);
    }
    throw EventCursor.wrong();
  }

  private Map<String, Long> places(boolean first) {
    Map<String, Long> places = new TreeMap<>();
    logs.forEach((node, log) -> places.put(node, first ? log.first() : log.next()));
    return places;
  }

  private JsonObject page(Map<String, Long> from, int max, Caller caller) {
    // A node that the cursor does not know is new: nothing of it was seen.
    Map<String, Long> place = new TreeMap<>();
    logs.forEach((node, log) -> place.put(node, from.getOrDefault(node, log.first())));
    JsonArray gaps = new JsonArray();
    List<Merged> merged = new ArrayList<>();
    logs.forEach((node, log) -> {
      long at = from.getOrDefault(node, log.first());
      long begin = at;
      if (at > 0 && at < log.first() && from.containsKey(node)) {
        begin = log.first();
        place.put(node, begin);
        gaps.add(gap(node, at, log.first() - 1, place));
      } else if (at > log.next() && log.next() > 0) {
        // Of another time of this node's, such as before its clock was set back.
        begin = log.first();
        place.put(node, begin);
      }
      String key = "";
      for (EventLog.Event event : log.from(begin, max)) {
        key = event.time().compareTo(key) > 0 ? event.time() : key;
        merged.add(new Merged(node, key, event));
      }
    });
    merged.sort(Comparator.comparing(Merged::key).thenComparing(Merged::node));
    JsonArray events = new JsonArray();
    for (Merged one : merged.subList(0, Math.min(max, merged.size()))) {
      place.put(one.node(), one.event().id() + 1);
      if (caller.reaches(one.event().owner())) {
        events.add(
            new JsonObject(one.event().json())
                .put("node", one.node())
                .put("cursor", EventCursor.text(place)));
      }
    }
    return new JsonObject()
        .put("events", events)
        .put("gaps", gaps)
        .put("next", EventCursor.text(place));
  }

  private static JsonObject gap(String node, long from, long to, Map<String, Long> place) {
    return new JsonObject()
        .put("node", node)
        .put("fromId", from)
        .put("toId", to)
        .put("cursor", EventCursor.text(place));
  }
}
