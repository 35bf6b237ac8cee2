package io.podbus.session.journal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// The file that says whose a journal is: the session as callers see it, in which nothing secret
/// stands, and the version of the format. Pure.
final class SessionRecord {
  static final int VERSION = 1;

  private SessionRecord() {}

  static Buffer encode(JsonObject session) {
    return new JsonObject().put("version", VERSION).put("session", session).toBuffer();
  }

  /// What a file says.
  ///
  /// @param version of its format
  /// @param session empty where this service does not know the version
  record Content(int version, Optional<JsonObject> session) {}

  /// Nothing where it is damaged.
  static Optional<Content> decode(byte[] json) {
    try {
      JsonObject file = new JsonObject(Buffer.buffer(json));
      if (!(file.getValue("version") instanceof Integer version)) {
        return Optional.empty();
      }
      if (version > VERSION) {
        return Optional.of(new Content(version, Optional.empty()));
      }
      return file.getValue("session") instanceof JsonObject session
          ? Optional.of(new Content(version, Optional.of(session)))
          : Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }
}
