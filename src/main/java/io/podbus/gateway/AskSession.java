package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/// A call without a body that one session answers: `usage`, `pause` and `resume`.
final class AskSession implements Call {
  private final Action action;

  AskSession(Action action) {
    this.action = action;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    return exchange
        .bus()
        .session(exchange.session(), action, new JsonObject(), SessionBus.SLOW)
        .compose(answer -> exchange.json(200, answer));
  }
}
