package io.podbus.gateway;

import io.podbus.gateway.encoding.LineCut;
import io.podbus.gateway.encoding.OutputText;
import io.podbus.gateway.reading.RecordPull.Reading;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `GET /v1/sessions/{id}/output`, as text or bytes, and `…/output/{stream}`, one stream's exact
/// bytes or a range of them.
final class ReadOutput implements Call {
  static final Set<String> QUERY =
      Set.of(
          "stream",
          "follow",
          "delivery",
          "blockMaxMs",
          "reader",
          "from",
          "since",
          "tailLines",
          "headLines",
          "ansi");
  static final Set<String> QUERY_OF_STREAM = Set.of("follow", "delivery", "blockMaxMs", "reader");

  private static final OutputView WHOLE =
      new OutputView(OutputText.Mode.BYTES, new From.First(), -1, Long.MAX_VALUE);

  /// How far back the last lines are looked for at first, and by how much further then.
  private static final long FIRST_SCAN_BYTES = 64 * 1024;

  private static final long SCAN_FACTOR = 8;

  /// Where an answer begins.
  ///
  /// @param skipLines how many lines from there on are not wanted
  private record Beginning(From from, long skipLines) {}

  private final Readers readers;
  private final boolean ofStream;

  /// @param ofStream whether the path names the stream
  ReadOutput(Readers readers, boolean ofStream) {
    this.readers = readers;
    this.ofStream = ofStream;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    exchange.stream();
    SessionId id = exchange.session();
    Query query = exchange.query();
    StreamName stream = ofStream ? streamOfPath(exchange) : query.stream("stream").orElse(null);
    OutputView view = ofStream ? WHOLE : OutputView.of(exchange.request(), query);
    boolean follow = query.flag("follow").orElse(false);
    Reading reading = readers.reading(query);
    return exchange
        .bus()
        .get(id)
        .compose(session ->
            exchange.gone()
                ? Future.succeededFuture()
                : read(exchange, id, session, stream, view, follow, reading));
  }

  private Future<?> read(
      Exchange exchange,
      SessionId id,
      JsonObject session,
      @Nullable StreamName stream,
      OutputView view,
      boolean follow,
      Reading reading) {
    JsonObject output = session.getJsonObject("output", new JsonObject());
    long next = output.getLong("nextSeq", 0L);
    long retained = output.getLong("retainedBytes", Long.MAX_VALUE);
    Query.refuseBeyond(view.from(), next);
    ByteRange range = ofStream && stream != null ? range(exchange, session, stream, follow) : null;
    boolean gzip = !ofStream && BodyWriter.compresses(exchange, follow ? Long.MAX_VALUE : retained);
    Future<Beginning> beginning =
        view.tailLines() < 0
            ? Future.succeededFuture(
                new Beginning(
                    range == null || stream == null
                        ? view.from()
                        // At its first byte, so that what lies before it is not moved.
                        : new From.Offset(stream, range.first()),
                    0))
            : lastLines(exchange, id, stream, view, next, retained, FIRST_SCAN_BYTES);
    return beginning.onSuccess(begin ->
        readers.output(
            exchange,
            id,
            reading,
            new RawOutput.Wanted(
                begin.from(),
                stream,
                view.mode(),
                new LineCut(begin.skipLines(), view.headLines()),
                reading.delivery(),
                follow ? null : next,
                range,
                gzip)));
  }

  /// Looks back further and further until there are lines enough, or nothing more.
  private Future<Beginning> lastLines(
      Exchange exchange,
      SessionId id,
      @Nullable StreamName stream,
      OutputView view,
      long next,
      long retained,
      long bytes) {
    TailScan scan = new TailScan(bytes, stream, view.mode(), next);
    readers.tail(exchange, id, scan);
    return scan.found()
        .compose(found -> {
          long skip = found.lines() - view.tailLines();
          if (skip > 0 || bytes >= retained) {
            return Future.succeededFuture(
                new Beginning(new From.Seq(found.fromSeq()), Math.max(0, skip)));
          }
          long more = bytes > Long.MAX_VALUE / SCAN_FACTOR ? retained : bytes * SCAN_FACTOR;
          return lastLines(exchange, id, stream, view, next, retained, more);
        });
  }

  private static @Nullable ByteRange range(
      Exchange exchange, JsonObject session, StreamName stream, boolean follow) {
    exchange.response().putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    String header = exchange.request().getHeader("Range");
    // No answer of ours has a validator, so that no If-Range can hold: then the whole is sent.
    if (header == null || exchange.request().getHeader("If-Range") != null) {
      return null;
    }
    if (follow) {
      throw Query.refused("follow", "A range has an end: it does not go with follow=true.");
    }
    JsonObject output = session.getJsonObject("output", new JsonObject());
    long size = output.getLong(stream.wireName() + "Bytes", 0L);
    boolean grows = session.getString("endedAt") == null;
    try {
      return ByteRange.parse(header, size, grows).orElse(null);
    } catch (FailureException e) {
      exchange.response().putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
      throw e;
    }
  }

  private static StreamName streamOfPath(Exchange exchange) {
    return StreamName.parse(exchange.variable(1))
        .orElseThrow(() ->
            new FailureException(
                new Failure.NotFound("A session's streams are stdout and stderr, or tty.")));
  }
}
