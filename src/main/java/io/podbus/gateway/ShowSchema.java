package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;

/// `GET /v1/operations/{op}/schema`: the JSON Schema of an operation's options.
final class ShowSchema implements Call {
  private final Schemas schemas;

  ShowSchema(Schemas schemas) {
    this.schemas = schemas;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    return schemas
        .known()
        .compose(known ->
            known
                .of(exchange.variable(0))
                .map(options -> exchange.send(200, "application/schema+json", options.schema()))
                .orElseGet(() ->
                    Future.failedFuture(
                        new FailureException(
                            new Failure.NotFound(
                                "There is no such operation; GET /v1/operations lists"
                                    + " them.")))));
  }
}
