package io.podbus.ops;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/// What a check found.
///
/// @param detail one sentence for the operator
/// @param facts further figures; JSON values by name
public record CheckResult(boolean up, String detail, Map<String, Object> facts) {
  public CheckResult {
    facts = Map.copyOf(facts);
  }

  /// All is well.
  public static CheckResult up(String detail) {
    return new CheckResult(true, detail, Map.of());
  }

  /// No work should be sent here.
  public static CheckResult down(String detail) {
    return new CheckResult(false, detail, Map.of());
  }

  JsonObject toJson(String name) {
    JsonObject json =
        new JsonObject().put("name", name).put("status", status(up)).put("detail", detail);
    facts.forEach((key, value) -> json.getMap().putIfAbsent(key, value));
    return json;
  }

  static String status(boolean up) {
    return up ? "up" : "down";
  }
}
