package io.podbus.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Fields of answers. A field that is not there, as a later version may leave one out, has the
/// value that says least. Pure.
final class Json {
  private Json() {}

  static String text(JsonObject from, String name) {
    return optionalText(from, name).orElse("");
  }

  static Optional<String> optionalText(JsonObject from, String name) {
    return from.getValue(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  static Optional<Instant> time(JsonObject from, String name) {
    return optionalText(from, name).map(Instant::parse);
  }

  static long number(JsonObject from, String name) {
    return optionalNumber(from, name).orElse(0);
  }

  static OptionalLong optionalNumber(JsonObject from, String name) {
    return from.getValue(name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  static int whole(JsonObject from, String name) {
    return (int) number(from, name);
  }

  static OptionalInt optionalWhole(JsonObject from, String name) {
    return from.getValue(name) instanceof Number number
        ? OptionalInt.of(number.intValue())
        : OptionalInt.empty();
  }

  static boolean flag(JsonObject from, String name) {
    return Boolean.TRUE.equals(from.getValue(name));
  }

  static Optional<JsonObject> object(JsonObject from, String name) {
    return from.getValue(name) instanceof JsonObject object
        ? Optional.of(object)
        : Optional.empty();
  }

  static List<JsonObject> objects(JsonObject from, String name) {
    return list(from, name).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  static List<String> texts(JsonObject from, String name) {
    return list(from, name).stream().map(String::valueOf).toList();
  }

  static Map<String, String> textMap(JsonObject from, String name) {
    Map<String, String> map = new LinkedHashMap<>();
    object(from, name)
        .ifPresent(object ->
            object.forEach(entry -> map.put(entry.getKey(), String.valueOf(entry.getValue()))));
    return Map.copyOf(map);
  }

  static JsonArray list(JsonObject from, String name) {
    return from.getValue(name) instanceof JsonArray array ? array : new JsonArray();
  }
}
