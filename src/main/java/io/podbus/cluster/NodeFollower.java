package io.podbus.cluster;

import io.podbus.protocol.Action;
import io.podbus.protocol.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the copies of one node's sessions: its list once, and from then on its events, whose ids
/// have no holes. Where it cannot go on without one it begins anew.
///
/// Owned by the cluster's event loop.
final class NodeFollower {
  private static final Logger LOG = LoggerFactory.getLogger(NodeFollower.class);
  private static final int PAGE = 500;
  private static final int LIST_PAGE = 1000;

  private final Vertx vertx;
  private final NodeCalls calls;
  private final Node node;
  private final Duration wait;
  private final SessionCopies copies;
  private final EventLog log;
  private final Consumer<JsonObject> told;
  private boolean stopped;

  /// The id of the first event that is not in the list.
  private long listed;

  private int failures;

  /// @param wait how long a question for events may hang
  /// @param log where the events go
  /// @param told each event, once its copy is up to date
  NodeFollower(
      Vertx vertx,
      NodeCalls calls,
      Node node,
      Duration wait,
      SessionCopies copies,
      EventLog log,
      Consumer<JsonObject> told) {
    this.vertx = vertx;
    this.calls = calls;
    this.node = node;
    this.wait = wait;
    this.copies = copies;
    this.log = log;
    this.told = told;
  }

  /// Begins with the list.
  void begin() {
    JsonObject end = new JsonObject().put("from", "end").put("max", 1);
    go(
        ask(Action.EVENTS, end, NodeCalls.QUICK).compose(page -> list(page.getLong("nextId"))),
        next -> {
          listed = next;
          follow();
        });
  }

  void stop() {
    stopped = true;
  }

  private Future<Long> list(long next) {
    Map<String, JsonObject> sessions = new LinkedHashMap<>();
    return list(sessions, null)
        .map(_ -> {
          if (!stopped) {
            copies.replace(node.name(), sessions);
          }
          return next;
        });
  }

  private Future<Void> list(Map<String, JsonObject> sessions, @Nullable String cursor) {
    JsonObject body = new JsonObject().put("limit", LIST_PAGE);
    if (cursor != null) {
      body.put("cursor", cursor);
    }
    return ask(Action.LIST, body, NodeCalls.SLOW)
        .compose(page -> {
          for (Object each : page.getJsonArray("sessions")) {
            JsonObject session = (JsonObject) each;
            sessions.put(session.getString("id"), session);
          }
          String next = page.getString("nextCursor");
          return next == null ? Future.succeededFuture() : list(sessions, next);
        });
  }

  /// From where this log ends; where it has not begun, from the first event that the node keeps, so
  /// that a follower of all nodes finds at this one what it had at another.
  private void follow() {
    JsonObject body = new JsonObject().put("max", PAGE).put("waitMs", (int) wait.toMillis());
    if (log.next() > 0) {
      body.put("from", log.next());
    }
    go(ask(Action.EVENTS, body, wait.plus(NodeCalls.QUICK)), this::take);
  }

  private void take(JsonObject page) {
    if (page.getValue("gap") instanceof JsonObject gap) {
      log.reach(gap.getLong("toId") + 1);
    }
    for (Object event : page.getJsonArray("events")) {
      takeOne((JsonObject) event);
    }
    log.reach(page.getLong("nextId"));
    boolean missed =
        page.getValue("gap") instanceof JsonObject gap && gap.getLong("toId") >= listed;
    if (missed) {
      begin();
    } else {
      follow();
    }
  }

  private void takeOne(JsonObject event) {
    JsonObject session = event.getJsonObject("session");
    // What came before the list is in it.
    if (event.getLong("id") >= listed) {
      if ("session.purged".equals(event.getString("type"))) {
        copies.remove(node.name(), session.getString("id"));
      } else {
        copies.put(node.name(), session);
      }
    }
    log.add(event);
    told.accept(event);
  }

  private Future<JsonObject> ask(Action action, JsonObject body, Duration timeout) {
    return calls.ask(node.name(), action, body, timeout);
  }

  /// Goes on with the answer, or after a while from the beginning.
  private <T> void go(Future<T> answer, Consumer<T> then) {
    answer.onComplete(result -> {
      if (stopped) {
        return;
      }
      if (result.succeeded()) {
        failures = 0;
        then.accept(result.result());
        return;
      }
      failures++;
      if ("invalid-range".equals(Problem.code(result.cause()))) {
        // Ids of a clock that was set back.
        log.reach(0);
      }
      LOG.debug("node {} could not be followed: {}", node.name(), result.cause().toString());
      vertx.setTimer(Math.min(wait.toMillis(), 100L * failures), _ -> again());
    });
  }

  /// A node that is away is followed again when it comes back.
  private void again() {
    if (!stopped) {
      begin();
    }
  }
}
