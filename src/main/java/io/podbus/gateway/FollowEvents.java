package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull.Reading;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/// `GET /v1/sessions/{id}/events`: the session's records as SSE.
final class FollowEvents implements Call {
  static final Set<String> QUERY =
      Set.of("from", "stream", "encoding", "delivery", "blockMaxMs", "reader");

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /// In place of a seq: only what comes from now on.
  private static final String END = "end";

  private final SessionBus bus;
  private final Readers readers;

  FollowEvents(SessionBus bus, Readers readers) {
    this.bus = bus;
    this.readers = readers;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    Query query = exchange.query();
    Reading reading = readers.reading(query);
    EventStream.Form form = Readers.form(query);
    Optional<Long> resumed = lastEvent(exchange).map(last -> last + 1);
    if (resumed.isEmpty() && query.text("from").filter(END::equals).isPresent()) {
      return bus.get(id)
          .map(session -> {
            long next = session.getJsonObject("output").getLong("nextSeq");
            readers.events(exchange, id, 200, next, reading, form);
            return session;
          });
    }
    Optional<Long> from =
        query.parsed("from", Query::wholeNumber, "It must be the seq of a record, or 'end'.");
    readers.events(exchange, id, 200, resumed.or(() -> from).orElse(null), reading, form);
    return Future.succeededFuture();
  }

  private static Optional<Long> lastEvent(Exchange exchange) {
    String text = exchange.request().getHeader(LAST_EVENT_ID);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    Optional<Long> last = Query.wholeNumber(text.strip());
    if (last.isEmpty()) {
      throw new FailureException(
          Failure.InvalidOptions.of(
              "/headers/" + LAST_EVENT_ID, "It must be the id of an event of this session."));
    }
    return last;
  }
}
