package io.podbus.podman.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a value of an option may be. Each type gives its piece of the JSON Schema and turns JSON
/// into the value that the rest of this package works with.
public sealed interface ValueType {
  /// The longest string taken, in characters and in bytes: the kernel allows 128 KiB for one
  /// argument, of which some is left for the flag in front.
  int MAX_BYTES = 131_000;

  /// The schema of such a value, without description and default.
  JsonObject schema();

  /// The sentence that says what is right; null where the schema's keywords say it all.
  @Nullable String grammar();

  /// The value as `Boolean`, `String`, `Long`, `List<String>`, `List<Long>`, `Map<String, String>`
  /// or `JsonObject`; nothing where the JSON is of another type.
  Optional<Object> parse(Object json);

  /// Whether control characters other than NUL belong into such a value.
  default boolean takesControlCharacters() {
    return false;
  }

  /// True or false.
  record Flag() implements ValueType {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "boolean");
    }

    @Override
    public @Nullable String grammar() {
      return null;
    }

    @Override
    public Optional<Object> parse(Object json) {
      return json instanceof Boolean ? Optional.of(json) : Optional.empty();
    }
  }

  /// A string.
  ///
  /// @param pattern anchored at both ends; null where any string will do
  /// @param maxLength in characters, and in bytes of UTF-8
  /// @param free whether it may be empty and may hold newlines, tabs and the like
  record Text(@Nullable String pattern, String grammar, int maxLength, boolean free)
      implements ValueType {
    /// A string of a certain form, as short as names and flags are.
    static Text of(String pattern, String grammar) {
      return new Text(pattern, grammar, 4096, false);
    }

    /// A string that the program gets as it is.
    static Text free(String grammar) {
      return new Text(null, grammar, MAX_BYTES, true);
    }

    @Override
    public JsonObject schema() {
      JsonObject schema = new JsonObject().put("type", "string").put("maxLength", maxLength);
      if (!free && pattern == null) {
        schema.put("minLength", 1);
      }
      if (pattern != null) {
        schema.put("pattern", pattern);
      }
      return schema.put("x-grammar", grammar);
    }

    @Override
    public Optional<Object> parse(Object json) {
      return json instanceof String ? Optional.of(json) : Optional.empty();
    }

    @Override
    public boolean takesControlCharacters() {
      return free;
    }
  }

  /// One of a few words.
  record Choice(List<String> values) implements ValueType {
    public Choice {
      values = List.copyOf(values);
    }

    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "string").put("enum", new JsonArray(values));
    }

    @Override
    public @Nullable String grammar() {
      return null;
    }

    @Override
    public Optional<Object> parse(Object json) {
      return json instanceof String text && values.contains(text)
          ? Optional.of(json)
          : Optional.empty();
    }
  }

  /// A whole number.
  record Whole(long min, long max) implements ValueType {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "integer").put("minimum", min).put("maximum", max);
    }

    @Override
    public @Nullable String grammar() {
      return null;
    }

    @Override
    public Optional<Object> parse(Object json) {
      return json instanceof Number number
              && number.doubleValue() == Math.rint(number.doubleValue())
              && number.doubleValue() >= min
              && number.doubleValue() <= max
          ? Optional.of(number.longValue())
          : Optional.empty();
    }
  }

  /// A list of strings.
  record Texts(Text item, int minItems, int maxItems) implements ValueType {
    @Override
    public JsonObject schema() {
      JsonObject schema = new JsonObject().put("type", "array").put("items", item.schema());
      if (minItems > 0) {
        schema.put("minItems", minItems);
      }
      return schema.put("maxItems", maxItems);
    }

    @Override
    public String grammar() {
      return "a list of strings, each: " + item.grammar();
    }

    @Override
    public Optional<Object> parse(Object json) {
      if (!(json instanceof JsonArray array)) {
        return Optional.empty();
      }
      List<String> items = new ArrayList<>();
      for (Object entry : array) {
        if (!(entry instanceof String text)) {
          return Optional.empty();
        }
        items.add(text);
      }
      return Optional.of(List.copyOf(items));
    }

    @Override
    public boolean takesControlCharacters() {
      return item.free();
    }
  }

  /// A list of whole numbers.
  record Numbers(Whole item, int minItems, int maxItems) implements ValueType {
    @Override
    public JsonObject schema() {
      return new JsonObject()
          .put("type", "array")
          .put("items", item.schema())
          .put("minItems", minItems)
          .put("maxItems", maxItems);
    }

    @Override
    public String grammar() {
      return "a list of whole numbers from " + item.min() + " to " + item.max() + ".";
    }

    @Override
    public Optional<Object> parse(Object json) {
      if (!(json instanceof JsonArray array)) {
        return Optional.empty();
      }
      List<Long> items = new ArrayList<>();
      for (Object entry : array) {
        Optional<Object> number = entry == null ? Optional.empty() : item.parse(entry);
        if (number.isEmpty()) {
          return Optional.empty();
        }
        items.add((Long) number.get());
      }
      return Optional.of(List.copyOf(items));
    }
  }

  /// An object whose members are strings.
  record TextMap(Text key, Text value, int maxEntries) implements ValueType {
    @Override
    public JsonObject schema() {
      return new JsonObject()
          .put("type", "object")
          .put("propertyNames", key.schema())
          .put("additionalProperties", value.schema())
          .put("maxProperties", maxEntries);
    }

    @Override
    public String grammar() {
      return "an object of strings, each name: " + key.grammar();
    }

    @Override
    public Optional<Object> parse(Object json) {
      if (!(json instanceof JsonObject object)) {
        return Optional.empty();
      }
      Map<String, String> members = new LinkedHashMap<>();
      for (String name : object.fieldNames()) {
        if (!(object.getValue(name) instanceof String text)) {
          return Optional.empty();
        }
        members.put(name, text);
      }
      return Optional.of(Collections.unmodifiableMap(members));
    }

    @Override
    public boolean takesControlCharacters() {
      return value.free();
    }
  }

  /// An object with a schema of its own.
  record Nested(JsonObject schema, String grammar) implements ValueType {
    @Override
    public JsonObject schema() {
      return schema.copy();
    }

    @Override
    public Optional<Object> parse(Object json) {
      return json instanceof JsonObject object ? Optional.of(object.copy()) : Optional.empty();
    }

    @Override
    public boolean takesControlCharacters() {
      return true;
    }
  }
}
