package io.podbus.podman.policy;

import io.vertx.core.json.JsonObject;

/// What a rule did with a request. Names places, and never holds a caller's values.
///
/// @param rule its name
/// @param pointer the place in the caller's object; `/operation` for the operation itself
/// @param detail a sentence
public record Decision(String rule, Effect effect, String pointer, String detail) {
  /// What was done.
  public enum Effect {
    ALLOW,
    DENY,
    DEFAULT,
    CAP,
    FORCE,
    /// A bound that this engine cannot hold.
    SKIP
  }

  /// As dry runs and the audit log have it.
  public JsonObject toJson() {
    return new JsonObject()
        .put("rule", rule)
        .put("effect", effect.name().toLowerCase(java.util.Locale.ROOT))
        .put("pointer", pointer)
        .put("detail", detail);
  }
}
