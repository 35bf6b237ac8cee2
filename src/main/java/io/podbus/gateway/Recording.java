package io.podbus.gateway;

import io.podbus.gateway.encoding.CastEncoder;
import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A session's records as an asciicast. What is missing is marked in it, so that it always comes to
/// its end.
///
/// Confined to the context of the verticle.
final class Recording implements RecordPull.Sink {
  /// What is recorded.
  ///
  /// @param rows of the terminal, where the records themselves do not say it
  /// @param beforeSeq where the recording ends; null to follow until the session has ended
  /// @param gzip whether the body is compressed
  record Wanted(String title, int rows, int cols, @Nullable Long beforeSeq, boolean gzip) {}

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final Wanted wanted;
  private final Duration idle;
  private final Runnable drained;
  private final CastEncoder encoder = new CastEncoder();

  private @Nullable BodyWriter body;

  /// @param idle how long to wait at a time for a session that says nothing
  Recording(Exchange exchange, Wanted wanted, Duration idle, Runnable drained) {
    this.exchange = exchange;
    this.response = exchange.response();
    this.wanted = wanted;
    this.idle = idle;
    this.drained = drained;
  }

  @Override
  public Duration waitUpTo() {
    return wanted.beforeSeq() == null && body != null ? idle : Duration.ZERO;
  }

  @Override
  public Demand take(RecordBatch batch) {
    if (exchange.gone()) {
      return Demand.NONE;
    }
    Buffer lines = Buffer.buffer();
    long shown = -1;
    if (body == null) {
      JournalRecord.Resized size = sizeAtTheBegin(batch);
      shown = size == null ? -1 : size.seq();
      lines.appendBuffer(begin(batch, size));
    }
    for (JournalRecord entry : batch.records()) {
      if (isBeyond(entry.seq())) {
        return end(lines);
      }
      if (entry.seq() != shown) {
        lines.appendBuffer(encoder.next(entry));
      }
    }
    boolean nothingLeft = wanted.beforeSeq() != null && batch.records().isEmpty();
    if (batch.ended() || nothingLeft || isBeyond(batch.nextSeq())) {
      return end(lines);
    }
    BodyWriter writer = begun();
    if (lines.length() > 0) {
      writer.write(lines);
      writer.flush();
    }
    if (response.writeQueueFull()) {
      response.drainHandler(_ -> drained.run());
      return Demand.LATER;
    }
    return Demand.MORE;
  }

  @Override
  public void failed(Throwable cause) {
    exchange.fail(cause);
  }

  private boolean isBeyond(long seq) {
    return wanted.beforeSeq() != null && seq >= wanted.beforeSeq();
  }

  /// The size that the terminal had before anything was written to it, if the records still say so.
  private static JournalRecord.@Nullable Resized sizeAtTheBegin(RecordBatch batch) {
    for (JournalRecord entry : batch.records()) {
      if (entry instanceof JournalRecord.Resized resized) {
        return resized;
      }
      if (entry instanceof OutputRecord || entry instanceof JournalRecord.Gap) {
        return null;
      }
    }
    return null;
  }

  private Buffer begin(RecordBatch batch, JournalRecord.@Nullable Resized size) {
    response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.CAST);
    body = new BodyWriter(exchange, wanted.gzip());
    return encoder.header(
        size == null ? wanted.cols() : size.cols(),
        size == null ? wanted.rows() : size.rows(),
        beginMillis(batch),
        wanted.title());
  }

  private static long beginMillis(RecordBatch batch) {
    return batch.records().stream()
        .filter(entry -> !(entry instanceof JournalRecord.Gap))
        .mapToLong(JournalRecord::timeMillis)
        .findFirst()
        .orElse(0);
  }

  private Demand end(Buffer lines) {
    begun().end(lines.appendBuffer(encoder.end()));
    return Demand.NONE;
  }

  private BodyWriter begun() {
    BodyWriter present = body;
    if (present == null) {
      throw new IllegalStateException("not begun");
    }
    return present;
  }
}
