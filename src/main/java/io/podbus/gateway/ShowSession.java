package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.vertx.core.Future;

/// `GET /v1/sessions/{id}`.
final class ShowSession implements Call {
  private final SessionBus bus;

  ShowSession(SessionBus bus) {
    this.bus = bus;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    return bus.get(exchange.session()).compose(session -> exchange.json(200, session));
  }
}
