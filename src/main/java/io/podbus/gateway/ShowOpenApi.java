package io.podbus.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /openapi.json`: what this port does, for people's tools. Made at the first need.
///
/// Confined to the context of the verticle.
final class ShowOpenApi implements Call {
  private final Vertx vertx;
  private final Schemas schemas;
  private @Nullable Future<Buffer> document;

  ShowOpenApi(Vertx vertx, Schemas schemas) {
    this.vertx = vertx;
    this.schemas = schemas;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    Future<Buffer> made = document;
    if (made == null || made.failed()) {
      made = schemas.known().compose(this::make);
      document = made;
    }
    return made.compose(text ->
        exchange.gone()
            ? Future.succeededFuture()
            : exchange.response().putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON).end(text));
  }

  private Future<Buffer> make(Schemas.Known known) {
    Map<String, JsonObject> options = new HashMap<>();
    known.byName().forEach((name, one) -> options.put(name, one.schema()));
    return vertx.executeBlocking(() -> OpenApi.document(options).toBuffer());
  }
}
