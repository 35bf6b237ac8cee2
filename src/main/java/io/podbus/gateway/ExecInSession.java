package io.podbus.gateway;

import io.podbus.gateway.StartSession.Mode;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/// `POST /v1/sessions/{id}/exec`: a new session in the container of this one.
final class ExecInSession implements Call {
  static final Set<String> QUERY =
      Set.of("wait", "waitMs", "closeOnDisconnect", "stream", "encoding", "ansi", "blockMaxMs");

  private static final String OPERATION = "exec";

  /// What the path says, and the body therefore may not.
  private static final List<String> TARGETS = List.of("operation", "containerName", "names");

  private final Bodies bodies;
  private final Schemas schemas;
  private final StartSession starting;

  ExecInSession(Bodies bodies, Schemas schemas, StartSession starting) {
    this.bodies = bodies;
    this.schemas = schemas;
    this.starting = starting;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    starting.refuseWhenDraining();
    SessionId id = exchange.session();
    Mode mode = StartSession.mode(exchange);
    Readers.form(exchange.query());
    return bodies
        .json(exchange.request())
        .compose(
            options -> schemas.known().compose(known -> exec(exchange, id, mode, options, known)));
  }

  private Future<?> exec(
      Exchange exchange, SessionId id, Mode mode, JsonObject options, Schemas.Known known) {
    List<Failure.Violation> misplaced =
        TARGETS.stream()
            .filter(options::containsKey)
            .map(name -> new Failure.Violation("/" + name, "The session's path says it already."))
            .toList();
    if (!misplaced.isEmpty()) {
      throw new FailureException(
          new Failure.InvalidOptions("The body names a target of its own.", misplaced));
    }
    Schemas.Options taken =
        known
            .of(OPERATION)
            .orElseThrow(
                () -> new FailureException(new Failure.NotFound("This engine has no exec.")));
    boolean close = StartSession.takeCloseOnDisconnect(options, exchange.query(), mode);
    if (mode == Mode.WAIT) {
      StartSession.prepareForWait(options, taken);
    }
    // The session puts its own container in; some container the schema wants.
    taken.check(options.copy().put("operation", OPERATION).put("containerName", "podbus-" + id));
    return starting.start(
        exchange,
        mode,
        close,
        options,
        (body, headers) -> exchange.bus().session(id, Action.EXEC, body, headers, SessionBus.SLOW));
  }
}
