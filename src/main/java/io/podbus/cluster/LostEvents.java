package io.podbus.cluster;

import io.podbus.protocol.RecordJson;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The ends of the sessions of a node that is gone, as events. Pure.
final class LostEvents {
  private LostEvents() {}

  /// @param firstId of the first; every node takes the one behind the last that it heard of the
  ///   node, so that they agree
  static List<JsonObject> of(long firstId, long nowMillis, List<JsonObject> lost) {
    List<JsonObject> events = new ArrayList<>();
    for (JsonObject session : lost) {
      events.add(
          new JsonObject()
              .put("id", firstId + events.size())
              .put("type", "session.ended")
              .put("time", RecordJson.time(nowMillis))
              .put("session", session));
    }
    return events;
  }
}
