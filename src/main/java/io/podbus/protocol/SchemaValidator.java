package io.podbus.protocol;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds option objects against one JSON Schema 2020-12. The gateway and the session use the same
/// check; not thread-safe: one per verticle.
///
/// The library says where a value breaks which keyword, wrapped in errors of every level above;
/// what comes out here is one violation for each fault, worded by [SchemaSentences].
public final class SchemaValidator {
  private static final String FILLER = "x";

  private final JsonObject schema;
  private @Nullable Validator validator;
  private final QuickAcceptor quick;

  /// @param elsewhere names that other schemas know, and where: said of an option in the wrong
  ///   place
  public SchemaValidator(JsonObject schema, JsonObject elsewhere) {
    this(schema);
    this.schema.put(SchemaSentences.ELSEWHERE, elsewhere);
  }

  public SchemaValidator(JsonObject schema) {
    this.schema = schema.copy();
    this.quick = new QuickAcceptor(schema.copy());
  }

  /// Every way in which the value breaks the schema, one for each place; empty where it is valid.
  /// Pointers lead into the value (RFC 6901); a missing property has the pointer that it would
  /// have.
  public List<Failure.Violation> check(JsonObject value) {
    return quick.takes(value) ? List.of() : checkInFull(value);
  }

  /// The same by the library alone.
  List<Failure.Violation> checkInFull(JsonObject value) {
    Map<String, String> found = new LinkedHashMap<>();
    JsonObject bounded = withoutOverlong(value, found);
    OutputUnit result = validator().validate(bounded);
    if (!Boolean.TRUE.equals(result.getValid())) {
      boolean explained = false;
      for (OutputUnit error : result.getErrors()) {
        explained |= explain(error, bounded, found);
      }
      if (!explained && found.isEmpty()) {
        found.put("", "The value does not fit the schema.");
      }
    }
    List<Failure.Violation> violations = new ArrayList<>();
    found.forEach((pointer, detail) -> violations.add(new Failure.Violation(pointer, detail)));
    return violations;
  }

  /// The library's, made when the first object is wrong: a service that is asked for right ones
  /// only does without it.
  private Validator validator() {
    if (validator == null) {
      JsonObject own = schema.copy();
      own.remove(SchemaSentences.ELSEWHERE);
      validator =
          Validator.create(
              JsonSchema.of(own),
              new JsonSchemaOptions()
                  .setBaseUri("urn:podbus:schema")
                  .setDraft(Draft.DRAFT202012)
                  .setOutputFormat(OutputFormat.Basic));
    }
    return validator;
  }

  private boolean explain(OutputUnit error, JsonObject value, Map<String, String> found) {
    List<String> keywords = Pointers.tokens(error.getKeywordLocation());
    if (keywords.isEmpty() || (keywords.contains("anyOf") && !"anyOf".equals(keywords.getLast()))) {
      return false;
    }
    String keyword = keywords.getLast();
    List<String> place = Pointers.tokens(error.getInstanceLocation());
    if (!(Pointers.resolve(schema, keywords.subList(0, keywords.size() - 1))
        instanceof JsonObject rule)) {
      return false;
    }
    return switch (keyword) {
      case "required" -> missing(rule, place, value, found);
      case "anyOf" -> noneOf(rule, place, found);
      case "additionalProperties" -> unknown(rule, place, found);
      // Wrappers: what is wrong inside them comes as an error of its own.
      case "properties", "items", "prefixItems", "propertyNames", "allOf", "$ref" -> false;
      default -> {
        if (keywords.size() >= 2 && "propertyNames".equals(keywords.get(keywords.size() - 2))) {
          found.putIfAbsent(Pointers.of(place), SchemaSentences.badName(place.getLast(), rule));
        } else {
          Object at = Pointers.resolve(value, place);
          found.putIfAbsent(
              Pointers.of(place), SchemaSentences.bad(keyword, rule, at, error.getError()));
        }
        yield true;
      }
    };
  }

  private static boolean missing(
      JsonObject rule, List<String> place, JsonObject value, Map<String, String> found) {
    if (!(Pointers.resolve(value, place) instanceof JsonObject object)) {
      return false;
    }
    for (Object name : rule.getJsonArray("required")) {
      if (!object.containsKey((String) name)) {
        found.putIfAbsent(
            Pointers.of(place, (String) name), SchemaSentences.missing((String) name, rule));
      }
    }
    return true;
  }

  /// Alternatives of required properties: `{"anyOf":[{"required":["a"]},{"required":["b"]}]}`.
  private static boolean noneOf(JsonObject rule, List<String> place, Map<String, String> found) {
    List<String> names = new ArrayList<>();
    for (Object branch : rule.getJsonArray("anyOf")) {
      if (branch instanceof JsonObject object
          && object.getValue("required") instanceof JsonArray a) {
        names.add(a.getString(0));
      }
    }
    if (names.isEmpty()) {
      return false;
    }
    found.putIfAbsent(
        Pointers.of(place, names.getFirst()), SchemaSentences.missingOneOf(names, rule));
    return true;
  }

  private static boolean unknown(JsonObject rule, List<String> place, Map<String, String> found) {
    String name = place.getLast();
    // The library reports every property that failed by its own schema here as well.
    if (!Boolean.FALSE.equals(rule.getValue("additionalProperties"))
        || rule.getJsonObject("properties", new JsonObject()).containsKey(name)) {
      return false;
    }
    found.putIfAbsent(Pointers.of(place), SchemaSentences.unknown(name, rule));
    return true;
  }

  /// Overlong strings are reported first and kept from the patterns: the matcher of the JDK
  /// recurses once for each repetition, so that a megabyte in the wrong place would exhaust the
  /// stack.
  private JsonObject withoutOverlong(JsonObject value, Map<String, String> found) {
    return (JsonObject) shorten(value, schema, "", found);
  }

  private static Object shorten(
      Object value, Object rule, String pointer, Map<String, String> found) {
    if (!(rule instanceof JsonObject at)) {
      return value;
    }
    return switch (value) {
      case String text when tooLong(text, at) -> {
        found.put(pointer, SchemaSentences.tooLong(at, text.length()));
        yield FILLER;
      }
      case JsonObject object -> shortenObject(object, at, pointer, found);
      case JsonArray array -> {
        JsonArray copy = new JsonArray();
        for (int i = 0; i < array.size(); i++) {
          Object item = array.getValue(i);
          copy.add(
              item == null ? null : shorten(item, at.getValue("items"), pointer + "/" + i, found));
        }
        yield copy;
      }
      default -> value;
    };
  }

  private static JsonObject shortenObject(
      JsonObject object, JsonObject rule, String pointer, Map<String, String> found) {
    JsonObject properties = rule.getJsonObject("properties", new JsonObject());
    Object nameRule = rule.getValue("propertyNames");
    JsonObject copy = new JsonObject();
    for (String name : object.fieldNames()) {
      Object item = object.getValue(name);
      String place = pointer + "/" + Pointers.escape(name);
      if (nameRule instanceof JsonObject names && tooLong(name, names)) {
        found.put(place, SchemaSentences.tooLong(names, name.length()));
        continue;
      }
      Object itemRule =
          properties.containsKey(name)
              ? properties.getValue(name)
              : rule.getValue("additionalProperties");
      copy.put(name, item == null ? null : shorten(item, itemRule, place, found));
    }
    return copy;
  }

  private static boolean tooLong(String text, JsonObject rule) {
    return rule.getValue("maxLength") instanceof Number limit && text.length() > limit.intValue();
  }
}
