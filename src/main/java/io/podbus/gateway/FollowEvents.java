package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull.Reading;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/// `GET /v1/sessions/{id}/events`: the session's records as SSE.
final class FollowEvents implements Call {
  static final Set<String> QUERY =
      Set.of("from", "stream", "encoding", "ansi", "delivery", "blockMaxMs", "reader");

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /// In place of a seq: only what comes from now on.
  private static final String END = "end";

  private final Readers readers;

  FollowEvents(Readers readers) {
    this.readers = readers;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    exchange.stream();
    SessionId id = exchange.session();
    Query query = exchange.query();
    Reading reading = readers.reading(query);
    EventStream.Form form = Readers.form(query);
    From from = from(exchange, query);
    if (!form.stripped() || !(from instanceof From.Seq)) {
      readers.events(exchange, id, 200, from, reading, form);
      return Future.succeededFuture();
    }
    // It reads from before its place, so the journal would not notice that the place is none.
    return exchange
        .bus()
        .get(id)
        .map(session -> {
          Query.refuseBeyond(from, session.getJsonObject("output").getLong("nextSeq"));
          readers.events(exchange, id, 200, from, reading, form);
          return session;
        });
  }

  private static From from(Exchange exchange, Query query) {
    Optional<Long> last = lastEvent(exchange);
    if (last.isPresent()) {
      return new From.Seq(last.get() + 1);
    }
    return from(query);
  }

  /// Where the query wants to begin: `from`; else the first record of all, so that what is no
  /// longer kept of it is told by a gap.
  static From from(Query query) {
    return asked(query).orElse(new From.Seq(0));
  }

  /// Where the query says itself to begin.
  static Optional<From> asked(Query query) {
    return query.parsed("from", FollowEvents::parse, "It must be the seq of a record, or 'end'.");
  }

  private static Optional<From> parse(String from) {
    return from.equals(END) ? Optional.of(From.END) : Query.wholeNumber(from).map(From.Seq::new);
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
