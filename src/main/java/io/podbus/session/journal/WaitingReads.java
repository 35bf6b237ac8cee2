package io.podbus.session.journal;

import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads that found nothing and wait for the next record. All are answered together, once per turn
/// of the loop. Owned by the session's event loop.
final class WaitingReads {
  private static final class Waiting {
    final Promise<RecordBatch> answer = Promise.promise();
    final ReadRequest request;
    long nextSeq;
    long timer;
    boolean expired;

    Waiting(ReadRequest request, long nextSeq) {
      this.request = request;
      this.nextSeq = nextSeq;
    }

    RecordBatch nothing() {
      return new RecordBatch(List.of(), nextSeq, false);
    }
  }

  private final Vertx vertx;
  private final Context context;
  private final Function<ReadRequest, Future<RecordBatch>> read;
  private List<Waiting> waiting = new ArrayList<>();
  private boolean flushScheduled;
  private boolean closed;

  /// @param read tries again, without waiting; completes on this loop
  WaitingReads(Vertx vertx, Function<ReadRequest, Future<RecordBatch>> read) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.read = read;
  }

  /// Waits for the record of this number, as long as the request says.
  Future<RecordBatch> add(ReadRequest request, long nextSeq) {
    Waiting entry = new Waiting(request, nextSeq);
    entry.timer = vertx.setTimer(Math.max(1, request.waitUpTo().toMillis()), _ -> expire(entry));
    waiting.add(entry);
    return entry.answer.future();
  }

  private void expire(Waiting entry) {
    entry.expired = true;
    if (waiting.remove(entry)) {
      entry.answer.complete(entry.nothing());
    }
  }

  /// There are new records.
  void appended() {
    if (!flushScheduled && !waiting.isEmpty()) {
      flushScheduled = true;
      context.runOnContext(_ -> flush());
    }
  }

  private void flush() {
    flushScheduled = false;
    List<Waiting> ready = waiting;
    waiting = new ArrayList<>();
    for (Waiting entry : ready) {
      read.apply(entry.request.at(entry.nextSeq)).onComplete(done -> answer(entry, done));
    }
  }

  private void answer(Waiting entry, AsyncResult<RecordBatch> done) {
    if (done.succeeded()
        && done.result().records().isEmpty()
        && !done.result().ended()
        && !entry.expired
        && !closed) {
      // Only output of streams that it does not want.
      entry.nextSeq = done.result().nextSeq();
      waiting.add(entry);
      return;
    }
    vertx.cancelTimer(entry.timer);
    entry.answer.handle(done);
  }

  /// This reader is gone: it must not take its place again when the next record comes.
  void cancel(String reader) {
    List<Waiting> gone =
        waiting.stream().filter(entry -> reader.equals(entry.request.reader())).toList();
    waiting.removeAll(gone);
    gone.forEach(this::giveUp);
  }

  int count() {
    return waiting.size();
  }

  /// Ends every wait with nothing.
  void close() {
    closed = true;
    List<Waiting> left = waiting;
    waiting = new ArrayList<>();
    left.forEach(this::giveUp);
  }

  private void giveUp(Waiting entry) {
    vertx.cancelTimer(entry.timer);
    entry.answer.complete(entry.nothing());
  }
}
