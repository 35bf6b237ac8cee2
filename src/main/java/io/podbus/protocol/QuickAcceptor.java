package io.podbus.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says of most values that fit a JSON Schema that they do. The library compiles each pattern anew
/// for each value, which is most of what a check costs.
///
/// It never takes what the schema does not. Where it does not take a value, or does not know a
/// keyword, it has said nothing: the library has the word. Not thread-safe.
final class QuickAcceptor {
  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "title",
          "description",
          "default",
          "writeOnly",
          "type",
          "const",
          "enum",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "pattern",
          "minItems",
          "maxItems",
          "items",
          "minProperties",
          "maxProperties",
          "propertyNames",
          "properties",
          "additionalProperties",
          "required",
          "anyOf");

  private interface Check {
    boolean takes(Object value);
  }

  private static final Check NEVER = _ -> false;

  private final Check check;

  QuickAcceptor(JsonObject schema) {
    this.check = of(schema);
  }

  /// Whether it is sure that the value fits.
  boolean takes(JsonObject value) {
    return check.takes(value);
  }

  private static Check of(@Nullable Object rule) {
    if (!(rule instanceof JsonObject schema)
        || !schema.fieldNames().stream().allMatch(k -> KNOWN.contains(k) || k.startsWith("x-"))) {
      return NEVER;
    }
    if (schema.containsKey("const")) {
      return schema.getValue("const")::equals;
    }
    return switch (String.valueOf(schema.getValue("type"))) {
      case "boolean" -> value -> value instanceof Boolean;
      case "integer" -> integer(schema);
      case "string" -> string(schema);
      case "array" -> array(schema);
      case "object" -> object(schema);
      default -> NEVER;
    };
  }

  private static Check integer(JsonObject schema) {
    long least = schema.getLong("minimum", Long.MIN_VALUE);
    long most = schema.getLong("maximum", Long.MAX_VALUE);
    return value ->
        (value instanceof Integer || value instanceof Long)
            && ((Number) value).longValue() >= least
            && ((Number) value).longValue() <= most;
  }

  /// What is too long is kept from the pattern: see [SchemaValidator].
  private static Check string(JsonObject schema) {
    int least = schema.getInteger("minLength", 0);
    int most = schema.getInteger("maxLength", Integer.MAX_VALUE);
    JsonArray words = schema.getJsonArray("enum");
    String pattern = schema.getString("pattern");
    Lazy compiled = new Lazy(pattern);
    return value ->
        value instanceof String text
            && text.length() <= most
            && text.codePointCount(0, text.length()) >= least
            && (words == null || words.contains(text))
            && (pattern == null || compiled.get().matcher(text).find());
  }

  /// Compiled at its first use: few of the options are ever given.
  private static final class Lazy {
    private final @Nullable String pattern;
    private @Nullable Pattern compiled;

    Lazy(@Nullable String pattern) {
      this.pattern = pattern;
    }

    Pattern get() {
      Pattern made = compiled;
      if (made == null) {
        made = Pattern.compile(String.valueOf(pattern));
        compiled = made;
      }
      return made;
    }
  }

  private static Check array(JsonObject schema) {
    int least = schema.getInteger("minItems", 0);
    int most = schema.getInteger("maxItems", Integer.MAX_VALUE);
    Check item = schema.containsKey("items") ? of(schema.getValue("items")) : NEVER;
    return value ->
        value instanceof JsonArray array
            && array.size() >= least
            && array.size() <= most
            && array.stream().allMatch(one -> one != null && item.takes(one));
  }

  private static Check object(JsonObject schema) {
    int least = schema.getInteger("minProperties", 0);
    int most = schema.getInteger("maxProperties", Integer.MAX_VALUE);
    Map<String, Check> properties = new HashMap<>();
    for (Map.Entry<String, Object> property :
        schema.getJsonObject("properties", new JsonObject())) {
      properties.put(property.getKey(), of(property.getValue()));
    }
    // Without the keyword everything goes, but nothing here relies on that.
    Check others =
        schema.getValue("additionalProperties") instanceof JsonObject rule ? of(rule) : NEVER;
    Check names =
        schema.containsKey("propertyNames")
            ? of(schema.getJsonObject("propertyNames").copy().put("type", "string"))
            : _ -> true;
    Check required = required(schema);
    return value -> {
      if (!(value instanceof JsonObject object)
          || object.size() < least
          || object.size() > most
          || !required.takes(object)) {
        return false;
      }
      for (String name : object.fieldNames()) {
        Object member = object.getValue(name);
        if (member == null
            || !names.takes(name)
            || !properties.getOrDefault(name, others).takes(member)) {
          return false;
        }
      }
      return true;
    };
  }

  /// Of the properties that must be there, and of the groups of which one must be.
  private static Check required(JsonObject schema) {
    JsonArray all = schema.getJsonArray("required", new JsonArray());
    List<JsonArray> groups = new ArrayList<>();
    for (Object branch : schema.getJsonArray("anyOf", new JsonArray())) {
      if (!(branch instanceof JsonObject group) || !group.fieldNames().equals(Set.of("required"))) {
        return NEVER;
      }
      groups.add(group.getJsonArray("required"));
    }
    return value ->
        hasAll((JsonObject) value, all)
            && (groups.isEmpty()
                || groups.stream().anyMatch(group -> hasAll((JsonObject) value, group)));
  }

  private static boolean hasAll(JsonObject object, JsonArray names) {
    for (Object name : names) {
      if (!object.containsKey((String) name)) {
        return false;
      }
    }
    return true;
  }
}
