package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/// `POST /v1/tickets`: a ticket for one session that the caller can reach.
final class IssueTicket implements Call {
  private final Bodies bodies;
  private final Tickets tickets;

  IssueTicket(Bodies bodies, Tickets tickets) {
    this.bodies = bodies;
    this.tickets = tickets;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    return bodies.json(exchange.request()).compose(body -> issue(exchange, body));
  }

  private Future<?> issue(Exchange exchange, JsonObject body) {
    if (body.size() != 1 || !(body.getValue("session") instanceof String text)) {
      throw new FailureException(
          Failure.InvalidOptions.of(
              "/session", "The body is {\"session\": …}, with the id of a session."));
    }
    SessionId session = Exchange.session(text);
    return exchange
        .bus()
        .get(session)
        .compose(_ ->
            exchange.json(
                201,
                new JsonObject()
                    .put("ticket", tickets.issue(exchange.identity(), session))
                    .put("session", session.value())
                    .put("expiresInMs", Tickets.LIFETIME.toMillis())));
  }
}
