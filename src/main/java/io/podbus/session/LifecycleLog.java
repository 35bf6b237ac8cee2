package io.podbus.session;

import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.RecordJson;
import io.podbus.session.request.Bodies;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened to the sessions of this process, in order and with ids, so that a follower who was
/// away learns what it missed, or that it missed something. Bounded: the oldest event goes.
///
/// An id is larger than all that an earlier process gave out, unless the clock was set back: it
/// begins with the time of the start. Events may be told from any thread; everything else belongs
/// to the event loop of the manager.
final class LifecycleLog {
  /// How many events are kept.
  static final int RETAINED = 2000;

  private static final int MAX_WAITING = 1024;
  private static final int MAX_PAGE = 500;
  private static final long IDS_PER_MILLI = 1000;

  /// Kept as text, which takes a fifth of the room of its objects.
  private record Event(long id, String owner, String json) {}

  private static final class Waiting {
    final long from;
    final Caller caller;
    final Promise<JsonObject> answer = Promise.promise();
    long timer;

    Waiting(long from, Caller caller) {
      this.from = from;
      this.caller = caller;
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final Clock clock;
  private final boolean published;
  private final Deque<Event> events = new ArrayDeque<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private long nextId;

  /// Takes the event loop of the calling context.
  ///
  /// @param published whether events are also published for whoever listens
  LifecycleLog(Vertx vertx, Clock clock, boolean published) {
    this.vertx = vertx;
    this.published = published;
    this.context = vertx.getOrCreateContext();
    this.clock = clock;
    this.nextId = clock.now() * IDS_PER_MILLI;
  }

  /// Tells what happened to a session. Any thread; what one thread tells stays in order.
  ///
  /// @param session with its `id` and `owner` at least
  void tell(String type, JsonObject session) {
    long time = clock.now();
    context.runOnContext(_ -> add(type, time, session));
  }

  private void add(String type, long time, JsonObject session) {
    JsonObject event =
        new JsonObject()
            .put("id", nextId)
            .put("type", type)
            .put("time", RecordJson.time(time))
            .put("session", session);
    String owner = session.getString("owner");
    events.add(new Event(nextId++, owner, event.encode()));
    if (events.size() > RETAINED) {
      events.removeFirst();
    }
    if (published) {
      vertx.eventBus().publish(Addresses.EVENTS, event);
    }
    List<Waiting> ready = waiting.stream().filter(one -> one.caller.reaches(owner)).toList();
    waiting.removeAll(ready);
    for (Waiting one : ready) {
      vertx.cancelTimer(one.timer);
      one.answer.complete(page(one.from, MAX_PAGE, one.caller));
    }
  }

  /// Answers `{"events":[…],"nextId":…}`, with a `gap` before the events where some are missing. Of
  /// others' sessions the caller learns nothing.
  ///
  /// @param body `from`: an id, or null for the first that is kept, or `end` for what comes from
  ///   now on; `max`; `waitMs`, how long to wait where there is nothing yet
  Future<JsonObject> read(JsonObject body, Caller caller) {
    Bodies.only(body, "from", "max", "waitMs");
    long from = from(body.getValue("from"));
    int max =
        body.getValue("max") instanceof Integer wanted ? Math.clamp(wanted, 1, MAX_PAGE) : MAX_PAGE;
    Duration wait = Bodies.millis(body, "waitMs", 0, 60_000).orElse(Duration.ZERO);
    JsonObject page = page(from, max, caller);
    if (wait.isZero() || page.containsKey("gap") || !page.getJsonArray("events").isEmpty()) {
      return Future.succeededFuture(page);
    }
    if (waiting.size() >= MAX_WAITING) {
      throw new FailureException(new Failure.RateLimited("Too many wait for events already.", 1));
    }
    Waiting one = new Waiting(from, caller);
    waiting.add(one);
    one.timer =
        vertx.setTimer(
            Math.max(1, wait.toMillis()),
            _ -> {
              waiting.remove(one);
              one.answer.tryComplete(page(from, max, caller));
            });
    return one.answer.future();
  }

  private long from(@Nullable Object value) {
    long from =
        switch (value) {
          case null -> firstId();
          case Number number -> number.longValue();
          case String text when text.equals("end") -> nextId;
          default ->
              throw new FailureException(
                  Failure.InvalidOptions.of(
                      "/from", "\"from\" is the id of an event, or \"end\"."));
        };
    if (from > nextId || from < 0) {
      throw new FailureException(
          new Failure.InvalidRange(
              "The next event is %d; %d is beyond it.".formatted(nextId, from)));
    }
    return from;
  }

  private long firstId() {
    return events.isEmpty() ? nextId : events.getFirst().id();
  }

  private JsonObject page(long from, int max, Caller caller) {
    JsonArray found = new JsonArray();
    long next = Math.max(from, firstId());
    JsonObject page = new JsonObject();
    if (from < firstId()) {
      page.put("gap", new JsonObject().put("fromId", from).put("toId", firstId() - 1));
    }
    // Ids have no holes: what is to be skipped is known without a search.
    for (Event event : events.stream().skip(next - firstId()).toList()) {
      if (found.size() == max) {
        break;
      }
      if (caller.reaches(event.owner())) {
        found.add(new JsonObject(event.json()));
      }
      next = event.id() + 1;
    }
    return page.put("events", found).put("nextId", next);
  }
}
