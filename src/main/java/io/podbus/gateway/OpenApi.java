package io.podbus.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The document of the data port, OpenAPI 3.1: calls and answers as `openapi.yaml` and
/// `schemas.yaml` describe them, options as the catalog has them.
///
/// Blocking, since it reads resources; any thread.
final class OpenApi {
  private static final List<String> NOT_FOR_COMPONENTS = List.of("$schema", "$id");

  private OpenApi() {}

  /// The whole document.
  ///
  /// @param options the JSON Schema of each operation's options, by its name
  static JsonObject document(Map<String, JsonObject> options) {
    JsonObject document = resource("openapi.yaml");
    JsonObject schemas = resource("schemas.yaml");
    Map<String, JsonObject> sorted = new TreeMap<>(options);
    schemas.put("CreateAnswer", createAnswer(schemas));
    schemas.put("CreateSession", createSession(sorted));
    sorted.forEach((operation, schema) -> schemas.put(name(operation), component(schema)));
    document.getJsonObject("components").put("schemas", schemas);
    return document;
  }

  /// The fields of all that a create can be answered with. Client generators make one class for all
  /// answers of a call; which of them an answer has stands beside it, as `x-podbus-schema`.
  private static JsonObject createAnswer(JsonObject schemas) {
    JsonObject fields = new JsonObject();
    for (String form : List.of("Session", "Waited", "DryRun")) {
      fields.mergeIn(schemas.getJsonObject(form).getJsonObject("properties").copy());
    }
    return new JsonObject()
        .put("type", "object")
        .put(
            "description",
            "A session; or, of one that was waited for, that session and its output; or what would be"
                + " run.")
        .put("properties", fields);
  }

  /// `pod.create` → `PodCreateOptions`.
  private static String name(String operation) {
    StringBuilder name = new StringBuilder();
    for (String word : operation.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return name.append("Options").toString();
  }

  private static JsonObject component(JsonObject schema) {
    JsonObject component = schema.copy();
    NOT_FOR_COMPONENTS.forEach(component::remove);
    // Generators make two classes of an object that needs one of two fields, and take a constant
    // for
    // a value of no type; /v1/operations has the schema as it is.
    if (component.containsKey("anyOf")) {
      component.put("x-podbus-anyOf", component.remove("anyOf"));
    }
    Object operation =
        component.getJsonObject("properties", new JsonObject()).getValue("operation");
    if (operation instanceof JsonObject constant
        && constant.getValue("const") instanceof String it) {
      constant.remove("const");
      constant.remove("default");
      constant.put("type", "string").put("enum", new JsonArray().add(it));
    }
    return component;
  }

  /// All options of all operations in one object, which client generators can make a class of. What
  /// an operation takes and needs stands in its own schema.
  private static JsonObject createSession(Map<String, JsonObject> options) {
    JsonObject properties = new JsonObject();
    List<String> operations = new ArrayList<>();
    // What run takes stands first, and as run takes it.
    List<JsonObject> all = new ArrayList<>(options.values());
    JsonObject run = options.get("run");
    if (run != null) {
      all.remove(run);
      all.addFirst(run);
    }
    for (JsonObject schema : all) {
      JsonObject own = schema.getJsonObject("properties", new JsonObject());
      for (String name : own.fieldNames()) {
        JsonObject piece = own.getJsonObject(name).copy();
        // A default may differ from one operation to the next, and is the service's to fill in.
        piece.remove("default");
        JsonObject there = properties.getJsonObject(name);
        if (there == null) {
          properties.put(name, piece);
        } else if (!sameShape(there, piece)) {
          properties.put(name, new JsonObject().put("description", description(there)));
        }
      }
    }
    options.forEach((operation, _) -> operations.add(operation.replaceAll("\\..*", "")));
    properties.put(
        "operation",
        new JsonObject()
            .put("type", "string")
            .put("description", "What to run; run where it is not given.")
            .put("enum", new JsonArray(operations.stream().distinct().toList())));
    return new JsonObject()
        .put("type", "object")
        .put(
            "description",
            "What to run, with the options of its operation: those that the operation does not take"
                + " are refused, see the schemas whose names end in Options.")
        .put("properties", properties);
  }

  private static boolean sameShape(JsonObject one, JsonObject other) {
    return shape(one).equals(shape(other));
  }

  private static JsonObject shape(JsonObject piece) {
    JsonObject shape = piece.copy();
    for (String name : List.of("description", "x-grammar", "default")) {
      shape.remove(name);
    }
    return shape;
  }

  private static String description(JsonObject piece) {
    return piece.getString("description", "")
        + " What is right depends on the operation: see its own schema.";
  }

  private static JsonObject resource(String name) {
    try (InputStream in = OpenApi.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      Map<String, Object> read = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return new JsonObject(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
