package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// `POST /v1/sessions/{id}/wait`: answers when the output matches a pattern, the session is quiet,
/// or has ended. The session itself waits; a client that goes gives its wait up.
final class WaitForOutput implements Call {
  /// The longest that a session takes; longer ones it refuses.
  private static final long MAX_MILLIS = Duration.ofHours(1).toMillis();

  private final Bodies bodies;
  private final Readers readers;

  WaitForOutput(Bodies bodies, Readers readers) {
    this.bodies = bodies;
    this.readers = readers;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    exchange.stream();
    SessionId id = exchange.session();
    return bodies
        .json(exchange.request())
        .compose(body -> wait(exchange, id, body))
        .compose(answer -> exchange.json(200, answer));
  }

  private Future<JsonObject> wait(Exchange exchange, SessionId id, JsonObject body) {
    String waiter = readers.unique();
    long millis = body.getValue("timeoutMs") instanceof Number asked ? asked.longValue() : 0;
    Duration longest = SessionBus.QUICK.plus(Duration.ofMillis(Math.clamp(millis, 0, MAX_MILLIS)));
    if (!body.containsKey("waiter")) {
      body.put("waiter", waiter);
      exchange.whenGone(() -> exchange.bus().giveUp(id, waiter));
    }
    return exchange.bus().session(id, Action.WAIT, body, longest);
  }
}
