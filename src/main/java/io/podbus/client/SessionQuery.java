package io.podbus.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Which sessions to list. Immutable.
///
/// @param state only those in it
/// @param operation only those of it
/// @param labels that a session must carry, all of them
/// @param limit the most of a page, 1 to 1000; 100 where it is empty
/// @param cursor the `nextCursor` of an earlier page
public record SessionQuery(
    Optional<SessionState> state,
    Optional<String> operation,
    Map<String, String> labels,
    OptionalInt limit,
    Optional<String> cursor) {
  /// All sessions.
  public static final SessionQuery ALL =
      new SessionQuery(
          Optional.empty(), Optional.empty(), Map.of(), OptionalInt.empty(), Optional.empty());

  public SessionQuery {
    labels = Map.copyOf(labels);
  }

  public SessionQuery withState(SessionState wanted) {
    return new SessionQuery(Optional.of(wanted), operation, labels, limit, cursor);
  }

  public SessionQuery withOperation(String wanted) {
    return new SessionQuery(state, Optional.of(wanted), labels, limit, cursor);
  }

  public SessionQuery withLabel(String name, String value) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(name, value);
    return new SessionQuery(state, operation, more, limit, cursor);
  }

  public SessionQuery withLimit(int most) {
    return new SessionQuery(state, operation, labels, OptionalInt.of(most), cursor);
  }

  public SessionQuery withCursor(String next) {
    return new SessionQuery(state, operation, labels, limit, Optional.of(next));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    state.ifPresent(value -> json.put("state", value.wireName()));
    operation.ifPresent(value -> json.put("operation", value));
    if (!labels.isEmpty()) {
      JsonArray all = new JsonArray();
      labels.forEach((name, value) -> all.add(name + "=" + value));
      json.put("label", all);
    }
    limit.ifPresent(value -> json.put("limit", value));
    cursor.ifPresent(value -> json.put("cursor", value));
    return json;
  }
}
