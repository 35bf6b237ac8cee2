package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SchemaValidator;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What can be run and which options it takes: asked for over the bus at the first need, and kept.
/// A failure is not kept: the next call asks again.
///
/// Confined to the context of the verticle.
final class Schemas {
  private final SessionBus bus;
  private @Nullable Future<Known> known;

  /// One operation's options. What checks them is made at the first need: there are many
  /// operations, and few of them are used.
  static final class Options {
    private final JsonObject schema;
    private final JsonObject elsewhere;
    private @Nullable SchemaValidator validator;

    Options(JsonObject schema, JsonObject elsewhere) {
      this.schema = schema;
      this.elsewhere = elsewhere;
    }

    JsonObject schema() {
      return schema;
    }

    /// Whether the operation has an option of this name.
    boolean take(String option) {
      return schema.getJsonObject("properties", new JsonObject()).containsKey(option);
    }

    /// @throws FailureException `invalid-options`, naming everything that is wrong
    void check(JsonObject value) {
      SchemaValidator checking = validator;
      if (checking == null) {
        checking = new SchemaValidator(schema, elsewhere);
        validator = checking;
      }
      List<Failure.Violation> violations = checking.check(value);
      if (!violations.isEmpty()) {
        String detail =
            violations.size() == 1
                ? violations.getFirst().detail()
                : violations.size() + " things are wrong with the options.";
        throw new FailureException(new Failure.InvalidOptions(detail, violations));
      }
    }
  }

  /// What the manager of sessions said.
  ///
  /// @param refused what podman has and nobody gets, by name, and why
  record Known(JsonArray operations, Map<String, Options> byName, JsonObject refused) {
    Optional<Options> of(String operation) {
      return Optional.ofNullable(byName.get(operation));
    }

    /// The sub-operations of an operation, in order; none where it has none.
    List<String> subcommands(String operation) {
      String prefix = operation + ".";
      return byName.keySet().stream()
          .filter(name -> name.startsWith(prefix))
          .map(name -> name.substring(prefix.length()))
          .toList();
    }

    String noSuchSubcommand(String operation, String subcommand, List<String> there) {
      return refused.getValue(operation + "." + subcommand) instanceof String reason
          ? "\"%s %s\" is not offered: %s".formatted(operation, subcommand, reason)
          : "\"%s\" needs one of \"%s\".".formatted(operation, String.join("\", \"", there));
    }
  }

  Schemas(SessionBus bus) {
    this.bus = bus;
  }

  /// All that can be run.
  Future<Known> known() {
    Future<Known> present = known;
    if (present != null && !present.failed()) {
      return present;
    }
    Future<Known> asked =
        bus.sessions(Action.OPERATIONS, new JsonObject(), Map.of(), SessionBus.QUICK)
            .map(Message::body)
            .map(Schemas::parse);
    known = asked;
    return asked;
  }

  private static Known parse(JsonObject answer) {
    Map<String, Options> byName = new LinkedHashMap<>();
    JsonObject schemas = answer.getJsonObject("schemas", new JsonObject());
    JsonObject elsewhere = answer.getJsonObject("elsewhere", new JsonObject());
    for (String name : schemas.fieldNames()) {
      byName.put(name, new Options(schemas.getJsonObject(name), elsewhere));
    }
    return new Known(
        answer.getJsonArray("operations", new JsonArray()),
        byName,
        answer.getJsonObject("refused", new JsonObject()));
  }
}
