package io.podbus.gateway;

import io.podbus.gateway.encoding.LineCut;
import io.podbus.gateway.encoding.OutputText;
import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
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

  private static final String RANGE_GONE = "The first bytes of this range are gone.";

  /// What of the output is wanted.
  ///
  /// @param from where to begin
  /// @param stream the only stream wanted; null for all
  /// @param mode what to make of the bytes
  /// @param lines which lines of it
  /// @param beforeSeq where the answer ends; null to follow until the session has ended
  /// @param range of the stream's bytes; null for all
  /// @param gzip whether the body is compressed
  record Wanted(
      From from,
      @Nullable StreamName stream,
      OutputText.Mode mode,
      LineCut lines,
      Delivery delivery,
      @Nullable Long beforeSeq,
      @Nullable ByteRange range,
      boolean gzip) {}

  private final Exchange exchange;
  private final HttpServerResponse response;
  private final Wanted wanted;
  private final Duration idle;
  private final Runnable drained;
  private final OutputText text;

  private @Nullable BodyWriter body;
  private boolean beginsLater;

  /// @param idle how long to wait at a time for a session that says nothing
  RawOutput(Exchange exchange, Wanted wanted, Duration idle, Runnable drained) {
    this.exchange = exchange;
    this.response = exchange.response();
    this.wanted = wanted;
    this.idle = idle;
    this.drained = drained;
    this.text = new OutputText(wanted.mode());
  }

  @Override
  public Duration waitUpTo() {
    return wanted.beforeSeq() == null && response.headWritten() ? idle : Duration.ZERO;
  }

  @Override
  public Demand take(RecordBatch batch) {
    if (exchange.gone()) {
      return Demand.NONE;
    }
    if (wanted.lines().isOver()) {
      return end();
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
        return missing(gap);
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
    if (body != null) {
      body.flush();
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

  /// Before the first byte a gap is only a later beginning, unless the client said itself where to
  /// begin; skipping is what `latest` asks for; and behind a crash comes nothing but the end.
  private boolean mayPass(JournalRecord.Gap gap) {
    if (gap.reason().equals(JournalRecord.Gap.LOST)) {
      return true;
    }
    if (!response.headWritten()) {
      beginsLater = true;
      return !(wanted.from() instanceof From.Seq) || wanted.delivery() == Delivery.LATEST;
    }
    return wanted.delivery() == Delivery.LATEST && gap.reason().equals(JournalRecord.Gap.LATEST);
  }

  private Demand missing(JournalRecord.Gap gap) {
    if (response.headWritten()) {
      exchange.breakOff();
    } else {
      exchange.fail(gone("The first records asked for are gone.", gap.seq() + 1));
    }
    return Demand.NONE;
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
          exchange.fail(gone(RANGE_GONE, output.offset()));
        }
        return false;
      }
      bytes = range.cut(output.offset(), bytes);
    }
    if (bytes.length() > 0) {
      Buffer kept = wanted.lines().next(text.next(output, bytes));
      if (kept.length() > 0) {
        begin(output).write(kept);
      }
    }
    if (wanted.lines().isOver()) {
      return false;
    }
    return wanted.range() == null || output.offset() + output.size() <= wanted.range().last();
  }

  private static FailureException gone(String detail, long availableFrom) {
    return new FailureException(new Failure.OutputGone(detail, availableFrom));
  }

  private BodyWriter begin(@Nullable OutputRecord first) {
    if (body != null) {
      return body;
    }
    BodyWriter begun = new BodyWriter(exchange, wanted.gzip());
    body = begun;
    boolean bytes = wanted.mode() == OutputText.Mode.BYTES;
    response.putHeader(
        HttpHeaders.CONTENT_TYPE, bytes ? MediaTypes.BYTES : "text/plain; charset=utf-8");
    if (wanted.range() != null) {
      response.setStatusCode(206);
      response.putHeader(HttpHeaders.CONTENT_RANGE, wanted.range().contentRange());
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(wanted.range().length()));
      return begun;
    }
    response.setChunked(true);
    sayWhereItBegins(first);
    return begun;
  }

  private void sayWhereItBegins(@Nullable OutputRecord first) {
    boolean all = wanted.from() instanceof From.First;
    if (first == null || (!all && !beginsLater)) {
      return;
    }
    if (wanted.stream() != null && first.offset() > 0) {
      response.putHeader(FIRST_OFFSET, Long.toString(first.offset()));
    } else if (wanted.stream() == null && first.prevSeq() >= 0) {
      response.putHeader(FIRST_SEQ, Long.toString(first.seq()));
    }
  }

  private Demand end() {
    if (response.ended() || exchange.gone()) {
      return Demand.NONE;
    }
    ByteRange range = wanted.range();
    if (range != null && !response.headWritten()) {
      exchange.fail(gone(RANGE_GONE, range.size()));
    } else if (range != null && response.bytesWritten() < range.length()) {
      exchange.breakOff();
    } else {
      begin(null).end(wanted.lines().next(text.end()));
    }
    return Demand.NONE;
  }
}
