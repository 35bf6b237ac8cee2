package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// Sessions, newest first.
///
/// @param nextCursor of the next page; empty on the last one
/// @param json all that the service said, such as nodes that did not answer
public record SessionPage(List<Session> sessions, Optional<String> nextCursor, JsonObject json) {
  static SessionPage of(JsonObject json) {
    return new SessionPage(
        Json.objects(json, "sessions").stream().map(Session::of).toList(),
        Json.optionalText(json, "nextCursor"),
        json);
  }

  /// All that the service said; a copy.
  @Override
  public JsonObject json() {
    return json.copy();
  }
}
