package io.podbus.gateway;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/// `GET /v1/operations`: what can be run.
final class ListOperations implements Call {
  private final Schemas schemas;

  ListOperations(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    return schemas
        .known()
        .compose(
            known -> exchange.json(200, new JsonObject().put("operations", known.operations())));
  }
}
