package io.podbus.session.journal;

import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// A session of an earlier process, as its files tell of it.
public final class Recovered {
  private final SessionId id;
  private final JsonObject session;
  private final List<Segment> segments;
  private final Mark end;
  private final Optional<JsonObject> exit;

  Recovered(
      SessionId id,
      JsonObject session,
      List<Segment> segments,
      Mark end,
      Optional<JsonObject> exit) {
    this.id = id;
    this.session = session;
    this.segments = segments;
    this.end = end;
    this.exit = exit;
  }

  public SessionId id() {
    return id;
  }

  /// The session as callers were shown it last.
  public JsonObject session() {
    return session;
  }

  /// Its exit, where its journal has one: then it had ended.
  public Optional<JsonObject> exit() {
    return exit;
  }

  /// When its last record was recorded, in milliseconds since the epoch.
  public long lastTimeMillis() {
    return end.timeMillis();
  }

  List<Segment> segments() {
    return segments;
  }

  Mark end() {
    return end;
  }
}
