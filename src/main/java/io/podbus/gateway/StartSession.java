package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.Headers;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/// What creating a session and `exec` in one have in common: the three ways to be answered, and
/// what becomes of the session when the client goes before it is.
///
/// Confined to the context of the verticle.
final class StartSession {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final int DRAIN_SECONDS = 5;

  private final Readers readers;
  private final BooleanSupplier draining;

  /// How the client wants to be answered.
  enum Mode {
    SESSION,
    EVENTS,
    WAIT
  }

  /// Asks for the session.
  interface Request {
    Future<Message<JsonObject>> send(JsonObject options, Map<String, String> headers);
  }

  StartSession(Readers readers, BooleanSupplier draining) {
    this.readers = readers;
    this.draining = draining;
  }

  /// @throws FailureException `draining`
  void refuseWhenDraining() {
    if (draining.getAsBoolean()) {
      throw new FailureException(
          new Failure.Draining("The service is shutting down: no new sessions.", DRAIN_SECONDS));
    }
  }

  /// How this request wants to be answered.
  static Mode mode(Exchange exchange) {
    Query query = exchange.query();
    boolean events =
        MediaTypes.negotiate(exchange.request(), List.of(MediaTypes.JSON, MediaTypes.EVENTS))
            .equals(MediaTypes.EVENTS);
    boolean wait = query.flag("wait").orElse(false);
    if (wait && events) {
      throw Query.refused("wait", "An event stream is a way to wait already: take one of the two.");
    }
    if (query.millis("waitMs").isPresent() && !wait) {
      throw Query.refused("waitMs", "It goes with wait=true alone.");
    }
    for (String name : List.of("stream", "encoding", "ansi", "blockMaxMs")) {
      boolean fits = events || (wait && name.equals("blockMaxMs"));
      if (query.text(name).isPresent() && !fits) {
        throw Query.refused(name, "It goes with Accept: text/event-stream alone.");
      }
    }
    return wait ? Mode.WAIT : events ? Mode.EVENTS : Mode.SESSION;
  }

  /// Takes the gateway's own option out of the body: whether the session ends with its client.
  static boolean takeCloseOnDisconnect(JsonObject options, Query query, Mode mode) {
    Object inBody = options.remove("closeOnDisconnect");
    Optional<Boolean> inQuery = query.flag("closeOnDisconnect");
    if (inBody == null && inQuery.isEmpty()) {
      return mode == Mode.WAIT;
    }
    if (inBody != null && !(inBody instanceof Boolean)) {
      throw invalid("/closeOnDisconnect", "It must be true or false.");
    }
    if (inBody != null && inQuery.isPresent()) {
      throw invalid("/closeOnDisconnect", "It is given in the query as well.");
    }
    boolean close = inBody instanceof Boolean value ? value : inQuery.orElse(false);
    if (close && mode == Mode.SESSION) {
      throw invalid(
          inBody == null ? "/query/closeOnDisconnect" : "/closeOnDisconnect",
          "It needs a connection that lasts: wait=true, or Accept: text/event-stream.");
    }
    return close;
  }

  /// Fills in what `wait=true` means where the caller says nothing: no terminal, and no input that
  /// could be waited for.
  static void prepareForWait(JsonObject options, Schemas.Options known) {
    if (known.take("tty") && !options.containsKey("tty")) {
      options.put("tty", false);
    }
    if (options.containsKey("input")) {
      return;
    }
    if (known.take("interactive") && !options.containsKey("interactive")) {
      options.put("interactive", false);
    } else if (known.take("input") && Boolean.TRUE.equals(options.getValue("interactive"))) {
      options.put("input", new JsonObject().put("text", "").put("eof", true));
    }
  }

  /// The `Idempotency-Key` of a request.
  static Optional<String> idempotencyKey(Exchange exchange) {
    String key = exchange.request().getHeader(IDEMPOTENCY_KEY);
    if (key != null && !KEY.matcher(key).matches()) {
      throw invalid("/headers/" + IDEMPOTENCY_KEY, "It must be 1 to 255 visible characters.");
    }
    return Optional.ofNullable(key);
  }

  /// Starts the session and answers.
  Future<?> start(
      Exchange exchange,
      Mode mode,
      boolean closeOnDisconnect,
      JsonObject options,
      Request request) {
    Map<String, String> headers = new HashMap<>();
    idempotencyKey(exchange).ifPresent(key -> headers.put(Headers.IDEMPOTENCY_KEY, key));
    String reader = readers.newName();
    if (mode != Mode.SESSION) {
      exchange.stream();
      headers.put(Headers.READER, reader);
    }
    RecordPull.Reading reading =
        new RecordPull.Reading(
            reader, Delivery.BLOCK, exchange.query().millis("blockMaxMs").orElse(null));
    return request
        .send(options, headers)
        .map(Message::body)
        .compose(session -> answer(exchange, mode, closeOnDisconnect, session, reading));
  }

  private Future<?> answer(
      Exchange exchange,
      Mode mode,
      boolean closeOnDisconnect,
      JsonObject session,
      RecordPull.Reading reading) {
    SessionId id = new SessionId(session.getString("id"));
    if (closeOnDisconnect) {
      exchange.whenGone(() -> exchange.bus().abandon(id));
    }
    if (!exchange.gone()) {
      exchange.response().putHeader(HttpHeaders.LOCATION, "/v1/sessions/" + id);
    }
    return switch (mode) {
      case SESSION -> exchange.json(201, session);
      case EVENTS -> {
        EventStream.Form form = Readers.form(exchange.query());
        readers.events(exchange, id, 201, new From.Seq(0), reading, form);
        yield Future.succeededFuture();
      }
      case WAIT -> await(exchange, id, reading);
    };
  }

  private Future<?> await(Exchange exchange, SessionId id, RecordPull.Reading reading) {
    AwaitExit sink = new AwaitExit();
    Promise<Void> over = Promise.promise();
    sink.end().onComplete(end -> over.tryComplete());
    readers.awaitExit(
        exchange,
        id,
        reading,
        sink,
        exchange.query().millis("waitMs").orElse(null),
        over::tryComplete);
    return over.future()
        .compose(_ -> {
          if (sink.end().failed()) {
            return sink.end();
          }
          return sink.end().succeeded()
              ? exchange
                  .bus()
                  .result(id)
                  .compose(outcome -> exchange.json(200, sink.answer(outcome)))
              : exchange.bus().get(id).compose(session -> exchange.json(202, session));
        });
  }

  private static FailureException invalid(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
