package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/// A call without a body that the manager of sessions answers: `capabilities` and `usage`.
final class AskService implements Call {
  private final Action action;

  AskService(Action action) {
    this.action = action;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    return exchange
        .bus()
        .sessions(action, new JsonObject(), Map.of(), SessionBus.QUICK)
        .map(Message::body)
        .compose(answer -> exchange.json(200, answer));
  }
}
