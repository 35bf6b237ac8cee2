package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Headers;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// `DELETE /v1/sessions/{id}`: stops it, and with `purge=true` removes its record as well.
final class CloseSession implements Call {
  static final Set<String> QUERY = Set.of("graceMs", "purge");

  private static final long MAX_GRACE_MILLIS = Duration.ofHours(1).toMillis();

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    boolean purge = exchange.query().flag("purge").orElse(false);
    JsonObject body = new JsonObject();
    exchange
        .query()
        .number("graceMs", 0, MAX_GRACE_MILLIS)
        .ifPresent(grace -> body.put("graceMs", grace));
    return exchange
        .bus()
        .session(id, Action.CLOSE, body, Map.of(), SessionBus.SLOW)
        .compose(reply -> ended(exchange, id, purge, reply));
  }

  /// What is still running cannot be removed: then the answer is `202`, and the same call again
  /// does the rest.
  private Future<?> ended(
      Exchange exchange, SessionId id, boolean purge, Message<JsonObject> reply) {
    boolean stillRunning = "202".equals(reply.headers().get(Headers.STATUS));
    if (stillRunning || !purge) {
      return exchange.json(stillRunning ? 202 : 200, reply.body());
    }
    return exchange
        .bus()
        .session(id, Action.PURGE, new JsonObject(), SessionBus.QUICK)
        .compose(_ -> exchange.noContent());
  }
}
