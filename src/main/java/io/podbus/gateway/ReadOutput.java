package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull.Reading;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `GET /v1/sessions/{id}/output`, as text or bytes, and `…/output/{stream}`, one stream's exact
/// bytes or a range of them.
final class ReadOutput implements Call {
  static final Set<String> QUERY = Set.of("stream", "follow", "delivery", "blockMaxMs", "reader");
  static final Set<String> QUERY_OF_STREAM = Set.of("follow", "delivery", "blockMaxMs", "reader");

  private final SessionBus bus;
  private final Readers readers;
  private final boolean ofStream;

  /// @param ofStream whether the path names the stream
  ReadOutput(SessionBus bus, Readers readers, boolean ofStream) {
    this.bus = bus;
    this.readers = readers;
    this.ofStream = ofStream;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    SessionId id = exchange.session();
    Query query = exchange.query();
    StreamName stream = ofStream ? streamOfPath(exchange) : query.stream("stream").orElse(null);
    boolean text =
        !ofStream
            && MediaTypes.negotiate(exchange.request(), List.of(MediaTypes.TEXT, MediaTypes.BYTES))
                .equals(MediaTypes.TEXT);
    boolean follow = query.flag("follow").orElse(false);
    Reading reading = readers.reading(query);
    return bus.get(id)
        .map(session -> {
          if (!exchange.gone()) {
            read(exchange, id, session, stream, text, follow, reading);
          }
          return session;
        });
  }

  private void read(
      Exchange exchange,
      SessionId id,
      JsonObject session,
      @Nullable StreamName stream,
      boolean text,
      boolean follow,
      Reading reading) {
    JsonObject output = session.getJsonObject("output", new JsonObject());
    ByteRange range = ofStream && stream != null ? range(exchange, session, stream, follow) : null;
    Long before = follow ? null : output.getLong("nextSeq", 0L);
    readers.output(
        exchange,
        id,
        reading,
        idle -> new RawOutput.Wanted(stream, text, reading.delivery(), before, range, idle));
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
