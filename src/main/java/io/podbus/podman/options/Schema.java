package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.SecurityClass;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.catalog.ValueType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Writes the JSON Schema 2020-12 of an operation's options. Pure.
final class Schema {
  private static final int SHOWN_OPERATIONS = 6;

  private Schema() {}

  static JsonObject of(Operation operation) {
    JsonObject properties = new JsonObject().put("operation", group(operation));
    if (operation.subcommand() != null) {
      properties.put("subcommand", new JsonObject().put("const", operation.subcommand()));
    }
    for (OptionEntry entry : Catalog.entriesOf(operation)) {
      entry
          .use(operation.name())
          .ifPresent(use -> properties.put(entry.name(), piece(operation, entry, use)));
    }
    JsonObject schema =
        new JsonObject()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", operation.name().replace('.', ' '))
            .put("description", operation.description())
            .put("type", "object")
            .put("properties", properties)
            .put("additionalProperties", false);
    require(operation, schema);
    return schema.put("x-refused", refused(operation));
  }

  /// Every option's name, and some of the operations that take it.
  static JsonObject elsewhere() {
    JsonObject elsewhere = new JsonObject();
    for (OptionEntry entry : Catalog.entries()) {
      List<String> operations =
          entry.operations().stream().map(name -> name.replace('.', ' ')).toList();
      elsewhere.put(
          entry.name(),
          operations.size() <= SHOWN_OPERATIONS
              ? String.join(", ", operations)
              : String.join(", ", operations.subList(0, SHOWN_OPERATIONS)) + " and others");
    }
    return elsewhere;
  }

  private static JsonObject group(Operation operation) {
    JsonObject piece =
        new JsonObject()
            .put("const", operation.group())
            .put("description", operation.description());
    return operation.name().equals(OptionCatalog.DEFAULT_OPERATION)
        ? piece.put("default", operation.name())
        : piece;
  }

  private static JsonObject piece(Operation operation, OptionEntry entry, Use use) {
    ValueType type = entry.type(operation.name());
    JsonObject piece = type.schema();
    String description = entry.description(operation.name());
    String grammar = type.grammar();
    piece.put("description", grammar == null ? description : description + " Right is: " + grammar);
    if (grammar != null) {
      piece.put("x-grammar", grammar);
    }
    if (use.defaultValue() != null) {
      piece.put("default", use.defaultValue());
    }
    if (entry.security() == SecurityClass.CREDENTIAL) {
      piece.put("writeOnly", true);
      for (String members : List.of("items", "additionalProperties")) {
        if (piece.getValue(members) instanceof JsonObject member) {
          member.put("writeOnly", true);
        }
      }
    }
    return piece;
  }

  private static void require(Operation operation, JsonObject schema) {
    JsonArray all = new JsonArray();
    JsonArray alternatives = new JsonArray();
    List<String> firsts = new ArrayList<>();
    if (!operation.name().equals(OptionCatalog.DEFAULT_OPERATION)) {
      all.add("operation");
    }
    if (operation.subcommand() != null) {
      all.add("subcommand");
    }
    for (List<String> group : operation.required()) {
      if (group.size() == 1) {
        all.add(group.getFirst());
        continue;
      }
      firsts.add(group.getFirst());
      for (String name : group) {
        alternatives.add(new JsonObject().put("required", new JsonArray().add(name)));
      }
    }
    if (firsts.size() > 1) {
      throw new IllegalStateException("more than one group of alternatives: " + firsts);
    }
    if (!all.isEmpty()) {
      schema.put("required", all);
    }
    if (!alternatives.isEmpty()) {
      schema.put("anyOf", alternatives);
    }
  }

  private static JsonObject refused(Operation operation) {
    JsonObject refused = new JsonObject();
    Catalog.refusedOptions(operation).forEach(refused::put);
    return refused;
  }
}
