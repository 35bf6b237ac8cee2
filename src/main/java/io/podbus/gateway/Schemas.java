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
import java.util.HashMap;
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

  /// One operation's options.
  record Options(JsonObject schema, SchemaValidator validator) {
    /// Whether the operation has an option of this name.
    boolean take(String option) {
      return schema.getJsonObject("properties", new JsonObject()).containsKey(option);
    }

    /// @throws FailureException `invalid-options`, naming everything that is wrong
    void check(JsonObject value) {
      List<Failure.Violation> violations = validator.check(value);
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
  record Known(JsonArray operations, Map<String, Options> byName) {
    Optional<Options> of(String operation) {
      return Optional.ofNullable(byName.get(operation));
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
    Map<String, Options> byName = new HashMap<>();
    JsonObject schemas = answer.getJsonObject("schemas", new JsonObject());
    for (String name : schemas.fieldNames()) {
      JsonObject schema = schemas.getJsonObject(name);
      byName.put(name, new Options(schema, new SchemaValidator(schema)));
    }
    return new Known(answer.getJsonArray("operations", new JsonArray()), byName);
  }
}
