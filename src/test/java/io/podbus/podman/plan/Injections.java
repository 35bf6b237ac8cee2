package io.podbus.podman.plan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The corpus of `injection/corpus.jsonl`: texts that would be options, or more than one argument,
/// if anything between a request and podman took them for it.
public final class Injections {
  /// @param what it tries
  public record Injection(String what, String value) {
    @Override
    public String toString() {
      return what + ": " + value.substring(0, Math.min(value.length(), 80));
    }
  }

  private Injections() {}

  /// All of them.
  public static List<Injection> all() {
    try (InputStream in = Injections.class.getResourceAsStream("/injection/corpus.jsonl")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .map(JsonObject::new)
          .map(row -> new Injection(row.getString("what"), row.getString("value")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A right value of an option with the text in each place of it that a caller fills: as the value
  /// itself, or as an item, a member's name, a member's value, a part of it, deep inside.
  ///
  /// @param right an example from the catalog
  static List<Object> into(Object right, String text) {
    List<Object> values = new ArrayList<>();
    switch (right) {
      case String word -> {
        values.add(text);
        values.add(word + text);
        values.add(text + word);
        // Behind what a grammar wants in front.
        for (char separator : new char[] {':', '=', ',', '/', '@', ' '}) {
          int at = word.indexOf(separator);
          if (at >= 0) {
            values.add(word.substring(0, at + 1) + text);
            values.add(text + word.substring(at));
          }
        }
      }
      case JsonArray items -> {
        values.add(new JsonArray().add(text));
        values.add(items.copy().add(text));
        for (int i = 0; i < items.size(); i++) {
          for (Object item : into(items.getValue(i), text)) {
            JsonArray changed = items.copy();
            changed.set(i, item);
            values.add(changed);
          }
        }
      }
      case JsonObject members -> {
        values.add(new JsonObject().put(text, "a"));
        values.add(new JsonObject().put("A", text));
        values.add(new JsonObject().put(text, text));
        for (String name : members.fieldNames()) {
          for (Object member : into(members.getValue(name), text)) {
            values.add(members.copy().put(name, member));
          }
        }
      }
      default -> values.add(text);
    }
    return values;
  }
}
