package io.podbus.gateway;

import io.podbus.gateway.StartSession.Mode;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
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
  private static final String BUILD = "build";

  private final Bodies bodies;
  private final Uploads uploads;
  private final Schemas schemas;
  private final StartSession starting;

  CreateSession(Bodies bodies, Uploads uploads, Schemas schemas, StartSession starting) {
    this.bodies = bodies;
    this.uploads = uploads;
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
    if (MediaTypes.isArchive(exchange.request())) {
      return build(exchange, mode, dryRun);
    }
    StartSession.Request sending = (body, headers) -> send(exchange, body, headers);
    return bodies
        .json(exchange.request())
        .compose(options ->
            schemas
                .known()
                .compose(known -> create(exchange, mode, dryRun, options, known, sending)));
  }

  /// A build with its files. They are not read before the options are known to be right.
  private Future<?> build(Exchange exchange, Mode mode, boolean dryRun) {
    HttpServerRequest request = exchange.request();
    request.pause();
    JsonObject options;
    try {
      options = archiveOptions(request);
    } catch (FailureException e) {
      Bodies.discard(request);
      throw e;
    }
    StartSession.Request sending =
        (body, headers) ->
            uploads.with(
                request,
                file -> {
                  Map<String, String> all = new HashMap<>(headers);
                  all.put(Headers.UPLOAD, file);
                  return send(exchange, body, all);
                });
    return schemas
        .known()
        .compose(known -> create(exchange, mode, dryRun, options, known, sending))
        .onComplete(_ -> Bodies.discard(request));
  }

  private static Future<Message<JsonObject>> send(
      Exchange exchange, JsonObject options, Map<String, String> headers) {
    return exchange.bus().sessions(Action.CREATE, options, headers, SessionBus.SLOW);
  }

  private static JsonObject archiveOptions(HttpServerRequest request) {
    JsonObject options = OptionsHeader.read(request);
    if (!options.containsKey("operation")) {
      options.put("operation", BUILD);
    }
    if (!BUILD.equals(options.getValue("operation"))) {
      throw refused("/operation", "Only a build takes files with its request.");
    }
    for (String name : List.of("context", "cwd")) {
      if (options.containsKey(name)) {
        throw refused("/" + name, "The files are sent with the request: leave it out.");
      }
    }
    return options;
  }

  private Future<?> create(
      Exchange exchange,
      Mode mode,
      boolean dryRun,
      JsonObject options,
      Schemas.Known known,
      StartSession.Request sending) {
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
    return starting.start(exchange, mode, close, options, sending);
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
