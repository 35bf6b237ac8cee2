package io.podbus.session.journal;

import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// A session of an earlier process, as its files tell of it.
public final class Recovered {
  /// How many numbers are left out behind what was found of a session that had not ended. Its
  /// readers may have seen records that never came to the disk, and nobody knows how many: none of
  /// their numbers may come again and mean something else. More than any process appends; and
  /// numbers stay such that all of JSON's readers take them exactly.
  static final long UNKNOWN_RECORDS = 1_000_000_000_000L;

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

  /// Whether numbers between these two were left out because of a crash.
  static boolean isLeftOut(long from, long until) {
    return from / UNKNOWN_RECORDS != until / UNKNOWN_RECORDS;
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
