package io.podbus.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Words for a value that breaks a schema: what is wrong, and what would be right.
///
/// Beside the keywords of JSON Schema these annotations are read: `x-grammar`, a sentence that says
/// what is right; `x-refused`, an object of names that are refused with a reason of their own;
/// `x-elsewhere`, an object of names that other schemas know.
final class SchemaSentences {
  /// Annotation: the sentence that says what is right.
  static final String GRAMMAR = "x-grammar";

  /// Annotation: names with the reason why they are refused.
  static final String REFUSED = "x-refused";

  /// Annotation: names with the place where they would be right.
  static final String ELSEWHERE = "x-elsewhere";

  private static final int SHOWN = 60;

  private SchemaSentences() {}

  /// A value that breaks a keyword of its schema.
  ///
  /// @param raw the library's own words, for keywords that have none here
  static String bad(String keyword, JsonObject rule, @Nullable Object value, String raw) {
    String fault =
        switch (keyword) {
          case "type" ->
              "This must be "
                  + article(rule.getString("type"))
                  + ", not "
                  + kind(rule, value)
                  + ".";
          case "enum" ->
              "This must be one of " + list(rule.getJsonArray("enum")) + shown(rule, value) + ".";
          case "const" ->
              "This must be " + quote(rule.getValue("const")) + shown(rule, value) + ".";
          case "minimum", "maximum" -> range(rule) + shown(rule, value) + ".";
          case "minLength" -> "This must not be empty.";
          case "pattern" ->
              (shown(rule, value).isEmpty() ? "This" : quote(value)) + " is not right.";
          case "minItems", "maxItems" -> "This must have " + count(rule, "Items", "item") + ".";
          case "minProperties", "maxProperties" ->
              "This must have " + count(rule, "Properties", "member") + ".";
          case "not", "oneOf", "uniqueItems" -> "This is not a possible combination.";
          default -> raw + ".";
        };
    return withGrammar(fault, rule);
  }

  /// A member's name that breaks the schema of names.
  static String badName(String name, JsonObject rule) {
    return withGrammar("The name " + quote(name) + " is not right.", rule);
  }

  static String tooLong(JsonObject rule, int length) {
    return "This is too long: "
        + length
        + " characters, where at most "
        + rule.getValue("maxLength")
        + " are taken.";
  }

  static String missing(String name, JsonObject rule) {
    return withGrammar(quote(name) + " is required.", property(rule, name));
  }

  static String missingOneOf(List<String> names, JsonObject rule) {
    return withGrammar(
        names.stream().map(SchemaSentences::quote).collect(Collectors.joining(" or "))
            + " is required.",
        property(rule, names.getFirst()));
  }

  /// A member that the schema does not know.
  static String unknown(String name, JsonObject rule) {
    String of = rule.getString("title") == null ? "" : " of " + rule.getString("title");
    if (rule.getValue(REFUSED) instanceof JsonObject refused
        && refused.getValue(name) instanceof String reason) {
      return quote(name) + " is not taken: " + reason;
    }
    String fault = quote(name) + " is not an option" + of;
    if (rule.getValue(ELSEWHERE) instanceof JsonObject elsewhere
        && elsewhere.getValue(name) instanceof String where) {
      return fault + ", only of " + where + ".";
    }
    return nearest(name, rule.getJsonObject("properties", new JsonObject()))
        .map(near -> fault + ". Did you mean " + quote(near) + "?")
        .orElse(fault + ".");
  }

  private static Optional<String> nearest(String name, JsonObject properties) {
    if (name.length() > SHOWN) {
      return Optional.empty();
    }
    String best = null;
    int distance = Math.min(3, name.length() / 3) + 1;
    for (String candidate : properties.fieldNames()) {
      int d = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (d < distance) {
        distance = d;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /// How many letters must be added, dropped or changed (Levenshtein).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(diagonal + cost, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private static String withGrammar(String fault, @Nullable JsonObject rule) {
    if (rule == null) {
      return fault;
    }
    String grammar = rule.getString(GRAMMAR);
    if (grammar != null) {
      return fault + " Right is: " + grammar;
    }
    String description = rule.getString("description");
    return description == null ? fault : fault + " " + description;
  }

  private static @Nullable JsonObject property(JsonObject rule, String name) {
    return rule.getJsonObject("properties", new JsonObject()).getJsonObject(name);
  }

  private static String range(JsonObject rule) {
    Object low = rule.getValue("minimum");
    Object high = rule.getValue("maximum");
    if (low == null || high == null) {
      return low == null ? "This must be at most " + high : "This must be at least " + low;
    }
    return "This must be from " + low + " to " + high;
  }

  private static String count(JsonObject rule, String what, String noun) {
    Object low = rule.getValue("min" + what);
    Object high = rule.getValue("max" + what);
    if (low != null && low.equals(high)) {
      return "exactly " + low + " " + noun + (Integer.valueOf(1).equals(low) ? "" : "s");
    }
    return (low == null ? "" : "at least " + low + " ")
        + (low == null || high == null ? "" : "and ")
        + (high == null ? "" : "at most " + high + " ")
        + noun
        + "s";
  }

  private static String article(@Nullable String type) {
    return switch (type) {
      case null -> "another type";
      case "integer" -> "a whole number";
      case "array" -> "a list";
      case "object" -> "an object";
      case "boolean" -> "true or false";
      default -> "a " + type;
    };
  }

  private static String kind(JsonObject rule, @Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Boolean _ -> "true or false";
      case Number number -> secret(rule) ? "a number" : "the number " + number;
      case CharSequence _ -> "a string";
      case JsonArray _ -> "a list";
      case JsonObject _ -> "an object";
      default -> "this";
    };
  }

  private static String list(JsonArray values) {
    return values.stream().map(SchemaSentences::quote).collect(Collectors.joining(", "));
  }

  /// The value, where it is short and no secret (`writeOnly`).
  private static String shown(JsonObject rule, @Nullable Object value) {
    if (secret(rule)) {
      return "";
    }
    return switch (value) {
      case String text
          when text.length() <= SHOWN && text.chars().noneMatch(Character::isISOControl) ->
          ", not " + quote(text);
      case Number number -> ", not " + number;
      case null, default -> "";
    };
  }

  private static boolean secret(JsonObject rule) {
    return Boolean.TRUE.equals(rule.getValue("writeOnly"));
  }

  private static String quote(@Nullable Object value) {
    if (value instanceof String text) {
      String safe = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
      return '"' + safe.replaceAll("\\p{Cntrl}", "�") + '"';
    }
    return String.valueOf(value);
  }
}
