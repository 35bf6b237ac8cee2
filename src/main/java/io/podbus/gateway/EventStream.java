package io.podbus.gateway;

import io.podbus.gateway.encoding.SseEncoder;
import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A session's records as SSE. Small events go out together, large ones as they are, so that the
/// bytes that readers share are not copied for each of them.
///
/// Confined to the context of the verticle.
final class EventStream implements RecordPull.Sink {
  private static final int LARGE_EVENT = 32 * 1024;
  private static final Buffer RETRY = Buffer.buffer("retry: 1000\n\n");
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");
  private static final Duration LEAST_WAIT = Duration.ofMillis(1);

  /// What a client wants to see.
  ///
  /// @param stream the only stream whose output comes; null for all
  /// @param base64 whether output comes as base64, whatever it is
  /// @param stripped whether escape sequences are taken out of it
  record Form(@Nullable StreamName stream, boolean base64, boolean stripped) {}

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final int status;
  private final Form form;
  private final @Nullable StrippedRecords stripping;
  private final boolean gzip;
  private final Duration heartbeat;
  private final LongSupplier nanos;
  private final Runnable drained;

  private Buffer pending = Buffer.buffer();
  private @Nullable BodyWriter body;
  private long lastWrite;

  /// @param status of the answer, once there is one
  /// @param from where the client wants to begin
  /// @param gzip whether the stream is compressed
  /// @param heartbeat after how long without an event a comment is due
  /// @param drained to be run when the client has taken what made it [Demand#LATER]
  EventStream(
      Exchange exchange,
      int status,
      Form form,
      From from,
      boolean gzip,
      Duration heartbeat,
      LongSupplier nanos,
      Runnable drained) {
    this.exchange = exchange;
    this.response = exchange.response();
    this.status = status;
    this.form = form;
    this.stripping = form.stripped() ? new StrippedRecords(from) : null;
    this.gzip = gzip;
    this.heartbeat = heartbeat;
    this.nanos = nanos;
    this.drained = drained;
  }

  @Override
  public Duration waitUpTo() {
    if (!response.headWritten()) {
      return Duration.ZERO;
    }
    Duration left = heartbeat.minusNanos(nanos.getAsLong() - lastWrite);
    return left.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : left;
  }

  @Override
  public Demand take(RecordBatch read) {
    if (exchange.gone()) {
      return Demand.NONE;
    }
    RecordBatch batch = stripping == null ? read : stripping.next(read);
    if (!response.headWritten()) {
      if (batch.ended() && batch.records().isEmpty()) {
        Future<Void> _ = exchange.noContent();
        return Demand.NONE;
      }
      begin();
    }
    for (JournalRecord entry : batch.records()) {
      event(entry);
    }
    if (!batch.ended()
        && pending.length() == 0
        && nanos.getAsLong() - lastWrite >= heartbeat.toNanos()) {
      pending.appendBuffer(COMMENT);
    }
    flush();
    body().flush();
    if (batch.ended()) {
      body().end(Buffer.buffer());
      return Demand.NONE;
    }
    if (response.writeQueueFull()) {
      response.drainHandler(_ -> drained.run());
      return Demand.LATER;
    }
    return Demand.MORE;
  }

  /// A stream that ends without `exit` is unfinished, and its client comes back to be told why.
  @Override
  public void failed(Throwable cause) {
    if (exchange.gone()) {
      return;
    }
    if (response.headWritten()) {
      body().end(Buffer.buffer());
    } else {
      exchange.fail(cause);
    }
  }

  private void begin() {
    response
        .setStatusCode(status)
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.EVENTS)
        .putHeader("X-Accel-Buffering", "no");
    body = new BodyWriter(exchange, gzip);
    pending.appendBuffer(RETRY);
    lastWrite = nanos.getAsLong();
  }

  private void event(JournalRecord entry) {
    if (entry instanceof OutputRecord output) {
      if (form.stream() != null && form.stream() != output.stream()) {
        return;
      }
      write(
          form.base64()
              ? SseEncoder.encodeBase64(output)
              : output.encoded(SseEncoder::encodeOutput));
    } else {
      write(SseEncoder.encode(entry));
    }
  }

  private void write(Buffer event) {
    if (event.length() < LARGE_EVENT) {
      pending.appendBuffer(event);
    } else {
      flush();
      send(event);
    }
  }

  private void flush() {
    if (pending.length() > 0) {
      send(pending);
      pending = Buffer.buffer();
    }
  }

  private void send(Buffer bytes) {
    lastWrite = nanos.getAsLong();
    body().write(bytes);
  }

  private BodyWriter body() {
    BodyWriter present = body;
    if (present == null) {
      throw new IllegalStateException("not begun");
    }
    return present;
  }
}
