package io.podbus.podman.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/// Short ways to write examples.
final class Json {
  private Json() {}

  static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }

  static JsonObject object(String name, Object value) {
    return new JsonObject().put(name, value);
  }
}
