package io.podbus.cluster;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The latest events of one node's sessions, under the ids that the node gave them. Bounded: the
/// oldest event goes. Owned by the cluster's event loop.
final class EventLog {
  /// How many events are kept, as many as the node itself keeps.
  static final int RETAINED = 2000;

  /// @param json as text, which takes a fifth of the room of its objects
  record Event(long id, String time, String owner, String json) {}

  private final Deque<Event> events = new ArrayDeque<>();
  private long next;

  /// @param next the id that the node's next event will have
  EventLog(long next) {
    this.next = next;
  }

  /// The node's next event will have this id. What lies between is a gap for those who follow.
  void reach(long id) {
    if (id != next) {
      events.clear();
      next = id;
    }
  }

  void add(JsonObject event) {
    long id = event.getLong("id");
    // Ids of a node have no holes of their own: what came before is then no beginning of this.
    reach(id);
    JsonObject session = event.getJsonObject("session");
    events.add(
        new Event(id, event.getString("time"), session.getString("owner", ""), event.encode()));
    next = id + 1;
    if (events.size() > RETAINED) {
      events.removeFirst();
    }
  }

  long next() {
    return next;
  }

  long first() {
    return events.isEmpty() ? next : events.getFirst().id();
  }

  /// At most so many events from an id on.
  List<Event> from(long id, int max) {
    long skipped = Math.max(0, id - first());
    return new ArrayList<>(events.stream().skip(skipped).limit(max).toList());
  }
}
