package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Bodies of the create call with one thing wrong, made from the catalog.
public final class BadBodies {
  private static final String DASH = "that begins with -";
  private static final String LINE_END = "with a line end";
  private static final String EMPTY = "that is empty";
  private static final String LONG = "that is too long";
  private static final String LONG_TEXT = "x".repeat(ValueType.MAX_BYTES + 1);

  /// The parser of JSON takes none longer than 50,000.
  private static final String LONG_NAME = "x".repeat(49_000);

  /// A body with a fault.
  ///
  /// @param what is wrong
  /// @param pointer to the fault, or to what is around it
  public record Bad(String what, JsonObject body, String pointer) {
    @Override
    public String toString() {
      String text = body.encode();
      return what + ": " + text.substring(0, Math.min(text.length(), 120));
    }
  }

  private BadBodies() {}

  /// What can be wrong with an option, in one operation.
  public static List<Bad> of(Operation operation, OptionEntry entry) {
    List<Bad> bad = new ArrayList<>();
    values(entry.type(operation.name()))
        .forEach((what, value) ->
            bad.add(
                new Bad(
                    operation.name() + " " + entry.name() + " " + what,
                    ExampleBodies.with(operation, entry, value),
                    "/" + entry.name())));
    for (Object value : entry.counterExamples()) {
      bad.add(
          new Bad(
              operation.name() + " " + entry.name() + " out of its grammar",
              ExampleBodies.with(operation, entry, value),
              "/" + entry.name()));
    }
    return bad;
  }

  /// What can be wrong with an operation: a target that is missing or too many, options of others.
  public static List<Bad> of(Operation operation) {
    List<Bad> bad = new ArrayList<>();
    for (List<String> group : operation.required()) {
      JsonObject body = ExampleBodies.minimal(operation);
      group.forEach(body::remove);
      bad.add(new Bad(operation.name() + " without " + group, body, "/" + group.getFirst()));
    }
    for (OptionEntry entry : Catalog.entries()) {
      if (entry.use(operation.name()).isEmpty()) {
        bad.add(
            new Bad(
                operation.name() + " takes no " + entry.name(),
                ExampleBodies.minimal(operation).put(entry.name(), entry.examples().getFirst()),
                "/" + entry.name()));
      }
    }
    return bad;
  }

  private static Map<String, Object> values(ValueType type) {
    Map<String, Object> bad = new LinkedHashMap<>();
    bad.put("of no type", new JsonArray().add(new JsonArray()));
    switch (type) {
      case ValueType.Flag _ -> bad.put("of text", "true");
      case ValueType.Choice _ -> {
        bad.put("of a number", 1);
        texts().forEach(bad::put);
      }
      case ValueType.Whole whole -> {
        bad.put("of text", "1");
        bad.put("too small", whole.min() - 1);
        bad.put("too large", whole.max() + 1.0e10);
        bad.put("with a fraction", whole.min() + 0.5);
      }
      case ValueType.Numbers _ -> bad.put("of texts", new JsonArray().add("1"));
      case ValueType.Text text -> {
        bad.put("of a number", 1);
        texts(text).forEach(bad::put);
      }
      case ValueType.Texts list -> {
        bad.put("of a number", 1);
        bad.put("of numbers", new JsonArray().add(1));
        texts(list.item())
            .forEach((what, value) -> bad.put("item " + what, new JsonArray().add(value)));
      }
      case ValueType.TextMap map -> {
        bad.put("of a list", new JsonArray().add("a"));
        bad.put("of numbers", new JsonObject().put("A", 1));
        texts(map.value())
            .forEach((what, value) -> bad.put("member " + what, new JsonObject().put("A", value)));
        Map<String, Object> names = texts(map.key());
        names.put(LONG, LONG_NAME);
        names.forEach(
            (what, name) -> bad.put("name " + what, new JsonObject().put((String) name, "a")));
      }
      case ValueType.Nested _ -> bad.put("of text", "a");
    }
    return bad;
  }

  /// Without what is right: a free text reaches the program as it is.
  private static Map<String, Object> texts(ValueType.Text type) {
    Map<String, Object> bad = texts();
    for (String what : List.of(DASH, LINE_END, EMPTY)) {
      String value = (String) bad.get(what);
      boolean fits =
          type.pattern() == null || Pattern.compile(type.pattern()).matcher(value).find();
      boolean ofLines = what.equals(LINE_END) && !type.free();
      boolean ofNothing = what.equals(EMPTY) && !type.free() && type.pattern() == null;
      if (fits && !ofLines && !ofNothing) {
        bad.remove(what);
      }
    }
    return bad;
  }

  private static Map<String, Object> texts() {
    Map<String, Object> bad = new LinkedHashMap<>();
    bad.put(DASH, "--x");
    bad.put(LINE_END, "a\n");
    bad.put("with a NUL", "a\u0000");
    bad.put(LONG, LONG_TEXT);
    bad.put(EMPTY, "");
    return bad;
  }
}
