package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/// What happened to one of the sessions that the caller may see. Immutable.
public sealed interface LifecycleEvent {
  /// Its number; they rise. To go on behind it is to follow from `id() + 1`.
  long id();

  /// Something happened to a session.
  ///
  /// @param type `session.created`, `session.state`, `session.ended` or `session.purged`
  /// @param sessionId whose it is
  /// @param session as it was then; empty of one that is gone
  record Happened(
      long id, String type, Optional<Instant> time, String sessionId, Optional<Session> session)
      implements LifecycleEvent {}

  /// Events that this follower does not get.
  ///
  /// @param id the last of them
  record Gap(long fromId, long id) implements LifecycleEvent {}

  static LifecycleEvent gap(JsonObject data) {
    return new Gap(Json.number(data, "fromId"), Json.number(data, "toId"));
  }

  static LifecycleEvent happened(JsonObject data) {
    JsonObject session = Json.object(data, "session").orElseGet(JsonObject::new);
    return new Happened(
        Json.number(data, "id"),
        Json.text(data, "type"),
        Json.time(data, "time"),
        Json.text(session, "id"),
        session.containsKey("state") ? Optional.of(Session.of(session)) : Optional.empty());
  }
}
