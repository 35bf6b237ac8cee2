package io.podbus.session.waiting;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordJson;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.journal.TimeSource;
import io.podbus.session.request.WaitRequest;
import io.podbus.session.request.WaitRequest.Condition;
import io.podbus.text.LinearPattern;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One wait: a reader of the journal that looks at what it reads. A pattern is matched on a worker,
/// batch by batch, and nothing is read ahead of it, so that what a pattern costs slows its own wait
/// and nobody else.
///
/// Owned by the session's event loop.
final class OutputWait {
  private static final int BATCH_BYTES = 64 * 1024;

  /// A read waits no longer than this, so that a wait that was given up does not linger.
  private static final long MAX_READ_WAIT_MILLIS = 5000;

  private final SessionJournal journal;
  private final TimeSource clock;
  private final WorkerExecutor matching;
  private final WaitRequest request;
  private final Promise<JsonObject> answer = Promise.promise();
  private final LastOutput last = new LastOutput();
  private final long begun;

  private From cursor;
  private @Nullable OutputSearch search;
  private long nextSeq;

  /// Where the output ended when the time was over; -1 before.
  private long lastSeq = -1;

  private long lastOutputTick;
  private @Nullable JsonObject gap;
  private @Nullable JsonObject exit;

  OutputWait(
      SessionJournal journal, TimeSource clock, WorkerExecutor matching, WaitRequest request) {
    this.journal = journal;
    this.clock = clock;
    this.matching = matching;
    this.request = request;
    this.cursor = request.from();
    this.begun = clock.ticks();
    this.lastOutputTick = begun;
  }

  /// Waits.
  Future<JsonObject> run() {
    if (request.condition() instanceof Condition.Matches(String regex)) {
      long offset = request.from() instanceof From.Offset(StreamName _, long at) ? at : 0;
      matching
          .executeBlocking(() -> LinearPattern.compile(regex), false)
          .onSuccess(pattern -> {
            search = new OutputSearch(pattern, request.stripped(), offset);
            read();
          })
          .onFailure(this::noPattern);
    } else {
      read();
    }
    return answer.future();
  }

  private void noPattern(Throwable cause) {
    answer.tryFail(
        cause instanceof IllegalArgumentException
            ? new FailureException(
                Failure.InvalidOptions.of("/pattern", String.valueOf(cause.getMessage())))
            : cause);
  }

  /// Gives it up; harmless when it is over.
  void cancel() {
    finish(missed("cancelled"));
  }

  private void read() {
    long left = timeLeft();
    if (request.condition() instanceof Condition.Quiet(Duration time)) {
      left = Math.min(left, Math.max(1, lastOutputTick + time.toMillis() - clock.ticks()));
    }
    Delivery delivery = search == null ? Delivery.LATEST : Delivery.RETAINED;
    Duration waitUpTo = Duration.ofMillis(Math.clamp(left, 0, MAX_READ_WAIT_MILLIS));
    journal
        .read(
            new ReadRequest(null, cursor, request.stream(), BATCH_BYTES, waitUpTo, delivery, null))
        .onSuccess(this::taken)
        .onFailure(answer::tryFail);
  }

  private void taken(RecordBatch batch) {
    if (answer.future().isComplete()) {
      return;
    }
    boolean anyOutput = note(batch);
    if (search == null || !anyOutput) {
      judge(batch, Optional.empty());
      return;
    }
    // On a worker from here to the answer, and nobody else has it meanwhile.
    OutputSearch worker = search;
    matching
        .executeBlocking(() -> worker.next(batch), false)
        .onSuccess(hit -> judge(batch, hit))
        .onFailure(answer::tryFail);
  }

  private boolean note(RecordBatch batch) {
    cursor = new From.Seq(batch.nextSeq());
    nextSeq = batch.nextSeq();
    boolean anyOutput = false;
    for (JournalRecord entry : batch.records()) {
      switch (entry) {
        case OutputRecord output -> {
          anyOutput = true;
          last.add(output);
          long age = Math.max(0, clock.now() - output.timeMillis());
          lastOutputTick = Math.max(lastOutputTick, clock.ticks() - age);
        }
        case JournalRecord.Gap missing -> {
          anyOutput = true;
          if (missing.reason().equals(JournalRecord.Gap.RETENTION)) {
            gap = RecordJson.payload(missing);
          }
        }
        case JournalRecord.Exited exited -> exit = exited.exit();
        case JournalRecord.StateChanged _, JournalRecord.Resized _ -> {}
      }
    }
    return anyOutput;
  }

  private void judge(RecordBatch batch, Optional<OutputSearch.Hit> hit) {
    if (hit.isPresent()) {
      tell(hit.get());
    } else if (batch.ended()) {
      boolean wanted = request.condition() instanceof Condition.Ended && exit != null;
      finish(wanted ? matched().put("exit", exit) : missed("ended"));
    } else if (isQuiet(batch)) {
      finish(matched());
    } else if (isOver()) {
      finish(missed("timeout"));
    } else {
      read();
    }
  }

  /// Past the limit what was there before it is still looked at, for a bounded time.
  private boolean isOver() {
    if (timeLeft() > 0) {
      return false;
    }
    if (lastSeq < 0) {
      lastSeq = journal.nextSeq();
    }
    return nextSeq >= lastSeq || timeLeft() <= -MAX_READ_WAIT_MILLIS;
  }

  private boolean isQuiet(RecordBatch batch) {
    return request.condition() instanceof Condition.Quiet(Duration time)
        && batch.records().stream().noneMatch(OutputRecord.class::isInstance)
        && clock.ticks() - lastOutputTick >= time.toMillis();
  }

  /// The record in which the match is complete is where a next wait goes on behind.
  private void tell(OutputSearch.Hit hit) {
    long lastByte = Math.max(hit.found().offset(), hit.found().endOffset() - 1);
    ReadRequest at =
        new ReadRequest(
            null,
            new From.Offset(hit.stream(), lastByte),
            hit.stream(),
            1,
            Duration.ZERO,
            Delivery.RETAINED,
            null);
    journal
        .read(at)
        .map(batch -> batch.records().isEmpty() ? nextSeq - 1 : batch.records().getFirst().seq())
        .otherwise(nextSeq - 1)
        .onSuccess(seq ->
            finish(
                new JsonObject()
                    .put("matched", true)
                    .put("stream", hit.stream().wireName())
                    .put("seq", seq)
                    .put("offset", hit.found().offset())
                    .put("endOffset", hit.found().endOffset())
                    .put("text", hit.found().text())
                    .put("groups", new JsonArray(hit.found().groups()))));
  }

  private JsonObject matched() {
    return new JsonObject()
        .put("matched", true)
        .put("seq", nextSeq - 1)
        .put("text", last.text(request.stripped()));
  }

  private JsonObject missed(String reason) {
    return new JsonObject()
        .put("matched", false)
        .put("reason", reason)
        .put("nextSeq", nextSeq)
        .put("text", last.text(request.stripped()));
  }

  private void finish(JsonObject result) {
    answer.tryComplete(gap == null ? result : result.put("gap", gap));
  }

  private long timeLeft() {
    return begun + request.timeout().toMillis() - clock.ticks();
  }
}
