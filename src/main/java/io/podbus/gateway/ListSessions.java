package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `GET /v1/sessions`: newest first, in pages.
final class ListSessions implements Call {
  static final Set<String> QUERY = Set.of("state", "operation", "label", "limit", "cursor");

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;

  @Override
  public Future<?> answer(Exchange exchange) {
    Query query = exchange.query();
    JsonObject filter = new JsonObject();
    for (String name : List.of("state", "operation", "label", "cursor")) {
      query.text(name).ifPresent(value -> filter.put(name, value));
    }
    filter.put("limit", (int) query.number("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT));
    return exchange
        .bus()
        .sessions(Action.LIST, filter, Map.of(), SessionBus.QUICK)
        .map(Message::body)
        .recover(cause -> Future.failedFuture(Query.asAsked(cause)))
        .compose(answer -> exchange.json(200, answer));
  }
}
