package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import java.util.Set;

/// `POST /v1/sessions/{id}/input`: a stream of bytes, or one piece as JSON.
final class SendInput implements Call {
  static final Set<String> QUERY = Set.of("eof");

  private final SessionBus bus;
  private final Bodies bodies;

  SendInput(SessionBus bus, Bodies bodies) {
    this.bus = bus;
    this.bodies = bodies;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    boolean eof = exchange.query().flag("eof").orElse(false);
    if (MediaTypes.isBytes(exchange.request())) {
      return new InputStreaming(bus, id, exchange, eof).run().compose(_ -> exchange.noContent());
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
        .compose(body -> bus.session(id, Action.INPUT, body, SessionBus.SLOW))
        .compose(_ -> exchange.noContent());
  }
}
