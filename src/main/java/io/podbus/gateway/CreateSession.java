package io.podbus.gateway;

import io.podbus.gateway.StartSession.Mode;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `POST /v1/sessions`: creates a session, or with `dryRun=true` says what would be run.
final class CreateSession implements Call {
  static final Set<String> QUERY =
      Set.of(
          "wait",
          "waitMs",
          "dryRun",
          "closeOnDisconnect",
          "stream",
          "encoding",
          "ansi",
          "blockMaxMs");

  private static final String DEFAULT_OPERATION = "run";

  private final Bodies bodies;
  private final Schemas schemas;
  private final StartSession starting;

  CreateSession(Bodies bodies, Schemas schemas, StartSession starting) {
    this.bodies = bodies;
    this.schemas = schemas;
    this.starting = starting;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    starting.refuseWhenDraining();
    Mode mode = StartSession.mode(exchange);
    boolean dryRun = exchange.query().flag("dryRun").orElse(false);
    if (dryRun && mode != Mode.SESSION) {
      throw Query.refused("dryRun", "Nothing runs: there is nothing to wait for.");
    }
    Readers.form(exchange.query());
    return bodies
        .json(exchange.request())
        .compose(options ->
            schemas.known().compose(known -> create(exchange, mode, dryRun, options, known)));
  }

  private Future<?> create(
      Exchange exchange, Mode mode, boolean dryRun, JsonObject options, Schemas.Known known) {
    Schemas.Options taken = optionsOf(options, known);
    boolean close = StartSession.takeCloseOnDisconnect(options, exchange.query(), mode);
    if (mode == Mode.WAIT) {
      StartSession.prepareForWait(options, taken);
    }
    taken.check(options);
    if (dryRun) {
      return exchange
          .bus()
          .sessions(Action.DRY_RUN, options, Map.of(), SessionBus.SLOW)
          .map(Message::body)
          .compose(answer -> exchange.json(200, answer));
    }
    return starting.start(
        exchange,
        mode,
        close,
        options,
        (body, headers) -> exchange.bus().sessions(Action.CREATE, body, headers, SessionBus.SLOW));
  }

  /// The options of the operation that the body names; of one with sub-operations, of that.
  private static Schemas.Options optionsOf(JsonObject options, Schemas.Known known) {
    Object operation = options.getValue("operation", DEFAULT_OPERATION);
    if (!(operation instanceof String name)) {
      throw refused("/operation", "The operation must be a string.");
    }
    Optional<Schemas.Options> found = known.of(name);
    if (found.isPresent()) {
      return found.get();
    }
    List<String> subcommands = known.subcommands(name);
    if (subcommands.isEmpty()) {
      throw refused("/operation", "There is no such operation; GET /v1/operations lists them.");
    }
    String subcommand = String.valueOf(options.getValue("subcommand"));
    return known
        .of(name + "." + subcommand)
        .orElseThrow(
            () -> refused("/subcommand", known.noSuchSubcommand(name, subcommand, subcommands)));
  }

  private static FailureException refused(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
