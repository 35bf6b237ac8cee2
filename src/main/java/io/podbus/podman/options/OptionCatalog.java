package io.podbus.podman.options;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SchemaValidator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What can be run, the schemas of its options, and the way from a caller's JSON to checked ones.
///
/// The data is shared; the validators, made at the first need of each, are not thread-safe, so each
/// verticle makes a catalog of its own.
public final class OptionCatalog {
  /// The operation where the caller names none.
  public static final String DEFAULT_OPERATION = "run";

  private static final String OPERATION = "operation";
  private static final String SUBCOMMAND = "subcommand";

  private final Map<String, SchemaValidator> validators = new HashMap<>();

  /// The JSON Schema 2020-12 of an operation's options.
  ///
  /// @param operation its name, of one with sub-operations both as `pod.create`
  /// @throws FailureException `not-found` where there is no such operation
  public JsonObject schema(String operation) {
    return Catalog.operation(operation)
        .map(Schema::of)
        .orElseThrow(() ->
            new FailureException(new Failure.NotFound("There is no operation of this name.")));
  }

  /// Every option's name, and the operations that take it, for the sentence that answers an option
  /// in the wrong place.
  public JsonObject elsewhere() {
    return Schema.elsewhere();
  }

  /// What podman has and nobody gets, by name, and why.
  public JsonObject refusedOperations() {
    JsonObject refused = new JsonObject();
    Catalog.refusedOperations().forEach(refused::put);
    return refused;
  }

  /// The options that a caller asks for, checked in full, with the defaults in place.
  ///
  /// @param body one flat object, as of the create call
  /// @throws FailureException `invalid-options` with everything that is wrong
  public SessionOptions parse(JsonObject body, EngineProfile engine) {
    Operation operation = operationOf(body);
    List<Violation> faults = validator(operation).check(body);
    return new OptionParser(operation, body, engine, faults).parse();
  }

  /// What is said of an operation in a list of them.
  public JsonArray describe() {
    JsonArray list = new JsonArray();
    for (Operation operation : Catalog.operations()) {
      JsonObject item = new JsonObject().put(OPERATION, operation.group());
      if (operation.subcommand() != null) {
        item.put(SUBCOMMAND, operation.subcommand());
      }
      list.add(
          item.put("description", operation.description())
              .put("schema", "/v1/operations/" + operation.name() + "/schema"));
    }
    return list;
  }

  private SchemaValidator validator(Operation operation) {
    return validators.computeIfAbsent(
        operation.name(), _ -> new SchemaValidator(Schema.of(operation), Schema.elsewhere()));
  }

  private static Operation operationOf(JsonObject body) {
    Object name = body.containsKey(OPERATION) ? body.getValue(OPERATION) : DEFAULT_OPERATION;
    if (name instanceof String text) {
      Optional<Operation> found = Catalog.operation(text).filter(o -> o.subcommand() == null);
      if (found.isPresent()) {
        return found.get();
      }
      List<String> subcommands = subcommands(text);
      if (!subcommands.isEmpty()) {
        return subOperation(text, subcommands, body.getValue(SUBCOMMAND));
      }
    }
    List<String> groups = Catalog.operations().stream().map(Operation::group).distinct().toList();
    throw refused(OPERATION, "This must be one of " + quoted(groups) + ".");
  }

  private static Operation subOperation(
      String group, List<String> subcommands, @Nullable Object subcommand) {
    if (subcommand instanceof String text) {
      Optional<Operation> found = Catalog.operation(group + "." + text);
      if (found.isPresent()) {
        return found.get();
      }
      String reason = Catalog.refusedOperations().get(group + "." + text);
      if (reason != null) {
        throw refused(SUBCOMMAND, "\"%s %s\" is not offered: %s".formatted(group, text, reason));
      }
    }
    throw refused(SUBCOMMAND, "\"%s\" needs one of %s.".formatted(group, quoted(subcommands)));
  }

  private static List<String> subcommands(String group) {
    List<String> found = new ArrayList<>();
    for (Operation operation : Catalog.operations()) {
      if (operation.group().equals(group) && operation.subcommand() != null) {
        found.add(operation.subcommand());
      }
    }
    return found;
  }

  private static FailureException refused(String property, String detail) {
    return new FailureException(Failure.InvalidOptions.of("/" + property, detail));
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }
}
