package io.podbus.gateway;

import io.podbus.gateway.encoding.LineCut;
import io.podbus.gateway.encoding.OutputText;
import io.podbus.gateway.reading.RecordPull;
import io.podbus.gateway.reading.RecordPull.Demand;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Counts the lines of the last output, to find where the last so many of them begin. Keeps none of
/// it. Confined to the context of the verticle.
final class TailScan implements RecordPull.Sink {
  /// What was found.
  ///
  /// @param fromSeq the record with which the scan began; that of the end where there is none
  /// @param lines how many lines there are from there on, the last perhaps without an end
  record Found(long fromSeq, long lines) {}

  private final long bytes;
  private final @Nullable StreamName stream;
  private final OutputText text;
  private final long beforeSeq;
  private final Promise<Found> found = Promise.promise();

  private long fromSeq = -1;
  private long lines;
  private boolean unended;

  /// @param bytes how far back to begin
  /// @param beforeSeq where to end
  TailScan(long bytes, @Nullable StreamName stream, OutputText.Mode mode, long beforeSeq) {
    this.bytes = bytes;
    this.stream = stream;
    this.text = new OutputText(mode);
    this.beforeSeq = beforeSeq;
  }

  RecordPull.Range range() {
    return new RecordPull.Range(new From.Tail(bytes), stream);
  }

  Future<Found> found() {
    return found.future();
  }

  @Override
  public Duration waitUpTo() {
    return Duration.ZERO;
  }

  @Override
  public Demand take(RecordBatch batch) {
    for (JournalRecord entry : batch.records()) {
      if (entry.seq() >= beforeSeq) {
        return over();
      }
      if (entry instanceof OutputRecord output) {
        fromSeq = fromSeq < 0 ? output.seq() : fromSeq;
        count(text.next(output, output.bytes()));
      }
    }
    return batch.ended() || batch.records().isEmpty() || batch.nextSeq() >= beforeSeq
        ? over()
        : Demand.MORE;
  }

  @Override
  public void failed(Throwable cause) {
    found.tryFail(cause);
  }

  private void count(Buffer piece) {
    lines += LineCut.count(piece);
    if (piece.length() > 0) {
      unended = piece.getByte(piece.length() - 1) != '\n';
    }
  }

  private Demand over() {
    found.tryComplete(new Found(fromSeq < 0 ? beforeSeq : fromSeq, lines + (unended ? 1 : 0)));
    return Demand.NONE;
  }
}
