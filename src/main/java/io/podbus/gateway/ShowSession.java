package io.podbus.gateway;

import io.vertx.core.Future;

/// `GET /v1/sessions/{id}`.
final class ShowSession implements Call {
  @Override
  public Future<?> answer(Exchange exchange) {
    return exchange.bus().get(exchange.session()).compose(session -> exchange.json(200, session));
  }
}
