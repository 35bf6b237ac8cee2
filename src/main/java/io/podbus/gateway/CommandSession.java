package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;

/// A call whose JSON body is a session's to judge, and whose answer is that it was done: `signal`
/// and `resize`.
final class CommandSession implements Call {
  private final Bodies bodies;
  private final Action action;

  CommandSession(Bodies bodies, Action action) {
    this.bodies = bodies;
    this.action = action;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    return bodies
        .json(exchange.request())
        .compose(body -> exchange.bus().session(id, action, body, SessionBus.SLOW))
        .compose(_ -> exchange.noContent());
  }
}
