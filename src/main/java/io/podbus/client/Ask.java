package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/// A request, whatever it travels by.
///
/// @param session that is asked; empty for the service
/// @param body a [JsonObject], or the [Buffer] of input
/// @param idempotencyKey of those that take one
/// @param waits how long the answer may take by the request's nature
record Ask(
    Verb verb,
    Optional<String> session,
    Object body,
    Optional<String> idempotencyKey,
    Duration waits) {
  static Ask service(Verb verb, JsonObject body) {
    return new Ask(verb, Optional.empty(), body, Optional.empty(), Duration.ZERO);
  }

  static Ask session(Verb verb, String id, Object body) {
    return new Ask(verb, Optional.of(checked(id)), body, Optional.empty(), Duration.ZERO);
  }

  static Ask session(Verb verb, String id) {
    return session(verb, id, new JsonObject());
  }

  Ask withKey(Optional<String> key) {
    return new Ask(verb, session, body, key, waits);
  }

  Ask waiting(Duration time) {
    return new Ask(verb, session, body, idempotencyKey, time);
  }

  /// An id is a part of addresses and paths: nothing else may get there.
  static String checked(String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("not the id of a session: " + id);
    }
    return id;
  }
}
