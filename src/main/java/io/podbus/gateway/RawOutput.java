package io.podbus.gateway;

import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.gateway.reading.WriteQueue;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.text.Utf8Stitcher;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session's output as a mere body. There is no way to write a gap into it, so where one would
/// come the answer is broken off without an end.
///
/// Confined to the context of the verticle.
final class RawOutput implements RecordPull.Sink {
  /// Of one stream of which the first bytes are gone: where the answer begins.
  static final String FIRST_OFFSET = "Podbus-First-Offset";

  /// Of all output where the first records are gone: the seq with which the answer begins.
  static final String FIRST_SEQ = "Podbus-First-Seq";

  /// What of the output is wanted.
  ///
  /// @param stream the only stream wanted; null for all
  /// @param text whether to make well-formed UTF-8 of it
  /// @param beforeSeq where the answer ends; null to follow until the session has ended
  /// @param range of the stream's bytes; null for all
  /// @param idle how long to wait at a time for a session that says nothing
  record Wanted(
      @Nullable StreamName stream,
      boolean text,
      Delivery delivery,
      @Nullable Long beforeSeq,
      @Nullable ByteRange range,
      Duration idle) {
    /// Where to begin: with a range at its first byte, so that what lies before it is not moved.
    From from() {
      return stream != null && range != null
          ? new From.Offset(stream, range.first())
          : new From.First();
    }
  }

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final Wanted wanted;
  private final Runnable drained;
  private final Map<StreamName, Utf8Stitcher> stitchers = new EnumMap<>(StreamName.class);

  RawOutput(Exchange exchange, Wanted wanted, Runnable drained) {
    this.exchange = exchange;
    this.response = exchange.response();
    this.wanted = wanted;
    this.drained = drained;
  }

  @Override
  public Duration waitUpTo() {
    return wanted.beforeSeq() == null && response.headWritten() ? wanted.idle() : Duration.ZERO;
  }

  @Override
  public Demand take(RecordBatch batch) {
    if (exchange.gone()) {
      return Demand.NONE;
    }
    for (JournalRecord entry : batch.records()) {
      if (isBeyond(entry.seq())) {
        return end();
      }
      if (entry instanceof OutputRecord output) {
        if (!output(output)) {
          return end();
        }
      } else if (entry instanceof JournalRecord.Gap gap && !mayPass(gap)) {
        exchange.breakOff();
        return Demand.NONE;
      }
    }
    boolean nothingLeft = wanted.beforeSeq() != null && batch.records().isEmpty();
    if (batch.ended() || nothingLeft || isBeyond(batch.nextSeq())) {
      return end();
    }
    if (!response.headWritten() && wanted.range() == null) {
      begin(null);
      Future<Void> _ = response.writeHead();
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

  /// Before the first byte a gap is only a later beginning; skipping is what `latest` asks for.
  private boolean mayPass(JournalRecord.Gap gap) {
    return !response.headWritten()
        || (wanted.delivery() == Delivery.LATEST && gap.reason().equals(JournalRecord.Gap.LATEST));
  }

  /// Writes what is wanted of a record.
  ///
  /// @return false where nothing behind it is wanted
  private boolean output(OutputRecord output) {
    if (wanted.stream() != null && wanted.stream() != output.stream()) {
      return true;
    }
    Buffer bytes = output.bytes();
    if (wanted.range() != null) {
      ByteRange range = wanted.range();
      if (output.offset() > range.last()
          || (!response.headWritten() && output.offset() > range.first())) {
        if (!response.headWritten()) {
          exchange.fail(gone(output.offset()));
        }
        return false;
      }
      bytes = range.cut(output.offset(), bytes);
    }
    if (bytes.length() > 0) {
      begin(output);
      Future<Void> _ =
          response.write(
              wanted.text()
                  ? stitchers.computeIfAbsent(output.stream(), _ -> new Utf8Stitcher()).next(bytes)
                  : bytes);
    }
    return wanted.range() == null || output.offset() + output.size() <= wanted.range().last();
  }

  private static FailureException gone(long availableFrom) {
    return new FailureException(
        new Failure.OutputGone("The first bytes of this range are gone.", availableFrom));
  }

  private void begin(@Nullable OutputRecord first) {
    if (response.headWritten()) {
      return;
    }
    response.setWriteQueueMaxSize(WriteQueue.BYTES);
    response.putHeader(
        HttpHeaders.CONTENT_TYPE, wanted.text() ? "text/plain; charset=utf-8" : MediaTypes.BYTES);
    if (wanted.range() != null) {
      response.setStatusCode(206);
      response.putHeader(HttpHeaders.CONTENT_RANGE, wanted.range().contentRange());
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(wanted.range().length()));
      return;
    }
    response.setChunked(true);
    if (first != null && wanted.stream() != null && first.offset() > 0) {
      response.putHeader(FIRST_OFFSET, Long.toString(first.offset()));
    } else if (first != null && wanted.stream() == null && first.prevSeq() >= 0) {
      response.putHeader(FIRST_SEQ, Long.toString(first.seq()));
    }
  }

  private Demand end() {
    if (response.ended() || exchange.gone()) {
      return Demand.NONE;
    }
    ByteRange range = wanted.range();
    if (range != null && !response.headWritten()) {
      exchange.fail(gone(range.size()));
    } else if (range != null && response.bytesWritten() < range.length()) {
      exchange.breakOff();
    } else {
      begin(null);
      Buffer rest = Buffer.buffer();
      stitchers.values().forEach(stitcher -> rest.appendBuffer(stitcher.end()));
      Future<Void> _ = response.end(rest);
    }
    return Demand.NONE;
  }
}
