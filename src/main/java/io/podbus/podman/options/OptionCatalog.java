package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SchemaValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All operations and options, as data: what JSON Schema, command lines, dry runs and documents are
/// made from.
///
/// The data is immutable and shared; the validators are not thread-safe, so each verticle makes a
/// catalog of its own.
public final class OptionCatalog {
  /// The operation where the caller names none.
  public static final String DEFAULT_OPERATION = "run";

  private static final String OPERATION = "operation";

  /// Names that callers may try, and why they are not taken.
  private static final Map<String, String> REFUSED =
      Map.of(
          "podmanPath",
          "which podman is run is the operator's to say, in the configuration of the service.");

  private static final Map<String, Map<String, String>> REFUSED_OF_OPERATION =
      Map.of(
          "exec",
          Map.of(
              "image", "exec works in a container that is there; name it with \"containerName\"."));

  private final Map<String, SchemaValidator> validators = new LinkedHashMap<>();

  public OptionCatalog() {
    for (Operation operation : Catalog.operations()) {
      validators.put(operation.name(), new SchemaValidator(schemaOf(operation)));
    }
  }

  /// The operations, in the order in which they are listed.
  public List<Operation> operations() {
    return Catalog.operations();
  }

  /// Every option, in the order in which they stand on a command line.
  public List<OptionEntry> entries() {
    return Catalog.entries();
  }

  /// The operation of that name, if there is one.
  public Optional<Operation> operation(String name) {
    return Catalog.operation(name);
  }

  /// The JSON Schema 2020-12 of an operation's options.
  ///
  /// @throws FailureException `not-found` where there is no such operation
  public JsonObject schema(String operation) {
    return operation(operation)
        .map(OptionCatalog::schemaOf)
        .orElseThrow(() ->
            new FailureException(new Failure.NotFound("There is no operation of this name.")));
  }

  /// The options that a caller asks for, checked in full, with the defaults in place.
  ///
  /// @param body one flat object, as of the create call
  /// @throws FailureException `invalid-options` with everything that is wrong
  public SessionOptions parse(JsonObject body, EngineProfile engine) {
    Operation operation = operationOf(body);
    List<Violation> faults = requireValidator(operation).check(body);
    return new OptionParser(operation, body, engine, faults).parse();
  }

  /// What is said of an operation in a list of them.
  public JsonArray describe() {
    JsonArray list = new JsonArray();
    for (Operation operation : Catalog.operations()) {
      list.add(
          new JsonObject()
              .put("operation", operation.name())
              .put("description", operation.description())
              .put("schema", "/v1/operations/" + operation.name() + "/schema"));
    }
    return list;
  }

  private SchemaValidator requireValidator(Operation operation) {
    SchemaValidator validator = validators.get(operation.name());
    if (validator == null) {
      throw new IllegalStateException("no schema of " + operation.name());
    }
    return validator;
  }

  private Operation operationOf(JsonObject body) {
    Object name = body.containsKey(OPERATION) ? body.getValue(OPERATION) : DEFAULT_OPERATION;
    if (name instanceof String text) {
      Optional<Operation> found = operation(text);
      if (found.isPresent()) {
        return found.get();
      }
    }
    String names =
        Catalog.operations().stream()
            .map(o -> '"' + o.name() + '"')
            .collect(Collectors.joining(", "));
    throw new FailureException(
        Failure.InvalidOptions.of("/" + OPERATION, "This must be one of " + names + "."));
  }

  private static JsonObject schemaOf(Operation operation) {
    JsonObject properties =
        new JsonObject()
            .put(
                OPERATION,
                new JsonObject()
                    .put("const", operation.name())
                    .put("default", operation.name())
                    .put("description", operation.description()));
    for (OptionEntry entry : Catalog.entriesOf(operation)) {
      entry.use(operation.name()).ifPresent(use -> properties.put(entry.name(), piece(entry, use)));
    }
    JsonObject schema =
        new JsonObject()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", operation.name())
            .put("description", operation.description())
            .put("type", "object")
            .put("properties", properties)
            .put("additionalProperties", false);
    require(operation, schema);
    return schema.put("x-refused", refused(operation)).put("x-elsewhere", elsewhere(operation));
  }

  private static JsonObject piece(OptionEntry entry, Use use) {
    JsonObject piece = entry.type().schema();
    String grammar = entry.type().grammar();
    piece.put(
        "description",
        grammar == null ? entry.description() : entry.description() + " Right is: " + grammar);
    if (grammar != null) {
      piece.put("x-grammar", grammar);
    }
    if (use.defaultValue() != null) {
      piece.put("default", use.defaultValue());
    }
    return piece;
  }

  private static void require(Operation operation, JsonObject schema) {
    JsonArray all = new JsonArray();
    JsonArray alternatives = new JsonArray();
    List<String> firsts = new ArrayList<>();
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
    REFUSED.forEach(refused::put);
    REFUSED_OF_OPERATION.getOrDefault(operation.name(), Map.of()).forEach(refused::put);
    return refused;
  }

  private static JsonObject elsewhere(Operation operation) {
    JsonObject elsewhere = new JsonObject();
    for (OptionEntry entry : Catalog.entries()) {
      if (entry.use(operation.name()).isEmpty()) {
        elsewhere.put(
            entry.name(),
            entry.uses().stream().map(Use::operation).collect(Collectors.joining(", ")));
      }
    }
    return elsewhere;
  }
}
