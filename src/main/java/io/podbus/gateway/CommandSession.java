package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;

/// A call whose JSON body is a session's to judge, and whose answer is that it was done: `signal`
/// and `resize`.
final class CommandSession implements Call {
  private final SessionBus bus;
  private final Bodies bodies;
  private final Action action;

  CommandSession(SessionBus bus, Bodies bodies, Action action) {
    this.bus = bus;
    this.bodies = bodies;
    this.action = action;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    return bodies
        .json(exchange.request())
        .compose(body -> bus.session(id, action, body, SessionBus.SLOW))
        .compose(_ -> exchange.noContent());
  }
}
