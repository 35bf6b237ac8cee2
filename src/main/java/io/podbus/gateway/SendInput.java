package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `POST /v1/sessions/{id}/input`: a stream of bytes, or one piece as JSON.
final class SendInput implements Call {
  static final Set<String> QUERY = Set.of("eof");

  private final Bodies bodies;

  SendInput(Bodies bodies) {
    this.bodies = bodies;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    boolean eof = exchange.query().flag("eof").orElse(false);
    Optional<String> key = StartSession.idempotencyKey(exchange);
    if (MediaTypes.isBytes(exchange.request())) {
      exchange.stream();
      return (key.isPresent()
              ? once(exchange, id, key.get(), eof)
              : new InputStreaming(id, exchange, eof).run())
          .compose(_ -> exchange.noContent());
    }
    if (!MediaTypes.isJson(exchange.request())) {
      throw new FailureException(
          new Failure.UnsupportedMediaType(
              "Input is sent as application/octet-stream or application/json."));
    }
    if (eof) {
      throw Query.refused(
          "eof", "It goes with application/octet-stream; JSON has an eof of its own.");
    }
    return bodies
        .json(exchange.request())
        .compose(body -> send(exchange, id, body, key))
        .compose(_ -> exchange.noContent());
  }

  /// What may be repeated has to be known as a whole: one message, and one write to the program.
  private Future<?> once(Exchange exchange, SessionId id, String key, boolean eof) {
    return bodies
        .whole(
            exchange.request(),
            InputStreaming.MESSAGE_BYTES,
            "With an Idempotency-Key a body may have at most "
                + InputStreaming.MESSAGE_BYTES
                + " bytes.")
        .compose(bytes ->
            send(
                exchange,
                id,
                eof
                    ? new JsonObject()
                        .put("base64", Base64.getEncoder().encodeToString(bytes.getBytes()))
                        .put("eof", true)
                    : bytes,
                Optional.of(key)));
  }

  private static Future<?> send(
      Exchange exchange, SessionId id, Object body, Optional<String> key) {
    Map<String, String> headers =
        key.map(name -> Map.of(Headers.IDEMPOTENCY_KEY, name)).orElse(Map.of());
    return exchange.bus().session(id, Action.INPUT, body, headers, SessionBus.SLOW);
  }
}
