package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.terminal.Subprotocols;
import io.podbus.gateway.terminal.TerminalConnection;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;

/// `GET /v1/sessions/{id}/terminal`: the session as a WebSocket. All that can be refused is refused
/// before the upgrade, where there is still a status and a problem to say it with.
final class OpenTerminal implements Call {
  static final Set<String> QUERY =
      Set.of("from", "delivery", "blockMaxMs", "reader", "windowBytes");

  private static final long MAX_WINDOW_BYTES = 64L * 1024 * 1024;

  private final Vertx vertx;
  private final Readers readers;
  private final Problems problems;
  private final Duration heartbeat;
  private final IdleConnections connections;

  OpenTerminal(
      Vertx vertx,
      Readers readers,
      Problems problems,
      Duration heartbeat,
      IdleConnections connections) {
    this.vertx = vertx;
    this.readers = readers;
    this.problems = problems;
    this.heartbeat = heartbeat;
    this.connections = connections;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    SessionId id = exchange.session();
    Query query = exchange.query();
    if (!request.canUpgradeToWebSocket()) {
      throw new FailureException(
          Failure.InvalidOptions.of(
              "/headers/Upgrade", "A terminal is a WebSocket: the request must ask for one."));
    }
    exchange.stream();
    Subprotocols.check(request.headers().getAll("Sec-WebSocket-Protocol"));
    RecordPull.Reading reading = readers.reading(query);
    From from = FollowEvents.from(query);
    long window = query.number("windowBytes", 1, MAX_WINDOW_BYTES).orElse(0);
    // Its end is what starts the upgrade: it must not come before the session is known.
    request.pause();
    return exchange
        .bus()
        .get(id)
        .map(session -> {
          long next = session.getJsonObject("output").getLong("nextSeq");
          Query.refuseBeyond(from, next);
          // From the end as it is now: what comes between this and the first read is not lost.
          From begin = from.equals(From.END) ? new From.Seq(next) : from;
          return new TerminalConnection.Opening(id, session, reading, begin, window);
        })
        .compose(opening -> open(exchange, opening));
  }

  private Future<?> open(Exchange exchange, TerminalConnection.Opening opening) {
    if (exchange.gone()) {
      return Future.succeededFuture();
    }
    HttpServerRequest request = exchange.request();
    String reader = opening.reading().reader();
    if (reader != null) {
      exchange.response().putHeader(Readers.READER_HEADER, reader);
    }
    Runnable stream = exchange.keepStream();
    return request
        .toWebSocket()
        .onFailure(_ -> stream.run())
        .map(socket -> {
          Runnable ended = connections.upgraded(request.connection());
          TerminalConnection.serve(
              vertx,
              exchange.bus(),
              socket,
              opening,
              readers.open(opening.reading()),
              heartbeat,
              problems::of,
              () -> {
                stream.run();
                ended.run();
              });
          return socket;
        });
  }
}
