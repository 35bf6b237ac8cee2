package io.podbus.cluster;

import io.podbus.protocol.RecordJson;
import io.vertx.core.json.JsonObject;

/// What is known here of a session of some node. Immutable.
///
/// @param node that has it
/// @param owner whose it is
/// @param containerName empty where it has none
/// @param ended whether its program has
/// @param lost whether it counts as lost with its node
/// @param json the session as it was last told, as text, which takes a fifth of its objects' room
record SessionCopy(
    String node, String owner, String containerName, boolean ended, boolean lost, String json) {
  static SessionCopy of(String node, JsonObject session) {
    return new SessionCopy(
        node,
        session.getString("owner", ""),
        session.getValue("containerName") instanceof String name ? name : "",
        session.getValue("exit") != null,
        false,
        session.encode());
  }

  /// The same session after its node has been away for too long.
  SessionCopy lost(long nowMillis) {
    if (ended) {
      return new SessionCopy(node, owner, containerName, true, true, json);
    }
    JsonObject session = new JsonObject(json).put("state", "lost").put("pid", null);
    session.remove("phase");
    if (session.getValue("input") instanceof JsonObject input) {
      input.put("open", false);
    }
    session
        .put("endedAt", RecordJson.time(nowMillis))
        .put(
            "exit",
            new JsonObject()
                .put("code", null)
                .put("signal", null)
                .put("reason", "lost")
                .put("oomKilled", false)
                .put("error", null)
                .put("message", "The node that had the session has been away for too long."));
    return new SessionCopy(node, owner, containerName, true, true, session.encode());
  }

  JsonObject toJson() {
    return new JsonObject(json);
  }
}
