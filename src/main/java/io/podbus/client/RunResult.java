package io.podbus.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a session came to that was waited for.
///
/// @param session as it ended; as it is, where it still runs
/// @param finished false where it still ran when the time was over: then there is no output here
/// @param heads of each stream the first MiB, by its name; buffers are the receiver's own
/// @param truncated whether there was more
/// @param result of operations whose output is JSON: that output, read
public record RunResult(
    Session session,
    boolean finished,
    Map<String, Buffer> heads,
    boolean truncated,
    Optional<Object> result) {
  /// What the program wrote to its standard output, as UTF-8.
  public String stdout() {
    return text("stdout");
  }

  /// What the program wrote to its standard error, as UTF-8.
  public String stderr() {
    return text("stderr");
  }

  /// What the terminal showed, as UTF-8; of a session that has one.
  public String tty() {
    return text("tty");
  }

  /// The exact bytes of a stream.
  public Buffer bytes(String stream) {
    return heads.getOrDefault(stream, Buffer.buffer());
  }

  private String text(String stream) {
    return bytes(stream).toString();
  }

  static RunResult running(Session session) {
    return new RunResult(session, false, Map.of(), false, Optional.empty());
  }

  /// @param json with `session`, the texts of the streams, and what else there is
  static RunResult of(JsonObject json) {
    Map<String, Buffer> heads = new HashMap<>();
    for (String stream : new String[] {"stdout", "stderr", "tty"}) {
      Json.optionalText(json, stream).ifPresent(text -> heads.put(stream, Buffer.buffer(text)));
      Json.optionalText(json, stream + "Base64")
          .ifPresent(text -> heads.put(stream, Buffer.buffer(Base64.getDecoder().decode(text))));
    }
    return of(json, heads, Json.flag(json, "truncated"));
  }

  static RunResult of(JsonObject json, Map<String, Buffer> heads, boolean truncated) {
    return new RunResult(
        Session.of(Json.object(json, "session").orElseGet(JsonObject::new)),
        true,
        Map.copyOf(heads),
        truncated || Json.flag(json, "truncated"),
        Optional.ofNullable(json.getValue("result")));
  }
}
