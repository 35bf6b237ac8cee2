package io.podbus.gateway;

import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/// `GET /v1/sessions/{id}/recording.cast`: what a session showed, and when, as an asciicast.
final class RecordSession implements Call {
  static final Set<String> QUERY = Set.of("follow");

  private final Readers readers;

  RecordSession(Readers readers) {
    this.readers = readers;
  }

  @Override
  public Future<?> answer(Exchange exchange) {
    exchange.stream();
    SessionId id = exchange.session();
    boolean follow = exchange.query().flag("follow").orElse(false);
    return exchange
        .bus()
        .get(id)
        .map(session -> {
          JsonObject output = session.getJsonObject("output");
          long size = follow ? Long.MAX_VALUE : output.getLong("retainedBytes");
          readers.recording(
              exchange,
              id,
              new Recording.Wanted(
                  title(session),
                  session.getInteger("rows"),
                  session.getInteger("cols"),
                  follow ? null : output.getLong("nextSeq"),
                  BodyWriter.compresses(exchange, size)));
          return session;
        });
  }

  private static String title(JsonObject session) {
    String image = session.getString("image");
    String what = image == null ? session.getString("containerName", "") : image;
    return (session.getString("operation") + " " + what).strip();
  }
}
