package io.podbus.session.relay;

import io.podbus.process.Child;
import io.podbus.process.ChildInput;
import io.podbus.process.ExitStatus;
import io.podbus.process.Signal;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A client that is no process: what it writes is another session's output, out of that session's
/// journal. It ends as podman's would: of a log with 0, of a look with 0 when the session has ended
/// ([#ended] says how).
///
/// For the event loop that made it. Reads a page only when all of the one before has been taken.
public final class RelayChild implements Child {
  private static final Duration POLL = Duration.ofSeconds(15);

  /// What podman ends with where its container is not there.
  private static final int GONE = 125;

  private final OtherSession other;
  private final RelayStream output;
  private final @Nullable RelayStream errors;
  private final RelayInput input;
  private final Promise<ExitStatus> exit = Promise.promise();
  private final boolean follow;
  private final OptionalLong untilMillis;
  private final LongSupplier nowMillis;
  private LogLines lines;
  private @Nullable From next;
  private long beforeSeq = Long.MAX_VALUE;
  private boolean reading;
  private boolean over;
  private @Nullable JsonObject ended;

  private RelayChild(
      OtherSession other,
      boolean terminal,
      boolean follow,
      OptionalLong untilMillis,
      LongSupplier nowMillis) {
    this.other = other;
    this.follow = follow;
    this.untilMillis = untilMillis;
    this.nowMillis = nowMillis;
    this.output = new RelayStream(this::pull);
    this.errors = terminal ? null : new RelayStream(this::pull);
    this.input = new RelayInput(other);
    this.lines = new LogLines(0, false);
  }

  /// Shows a session's log.
  ///
  /// @param terminal whether all streams come as one
  /// @param nowMillis the time, in milliseconds since the epoch
  public static RelayChild log(
      OtherSession other, boolean terminal, LogView view, LongSupplier nowMillis) {
    RelayChild child =
        new RelayChild(other, terminal, view.follow(), view.untilMillis(), nowMillis);
    child.reading = true;
    new LogStart(other, view)
        .find()
        .onComplete(found -> {
          child.reading = false;
          if (found.failed()) {
            child.gone();
            return;
          }
          LogStart.Found start = found.result();
          child.lines = new LogLines(start.skip(), view.timestamps());
          child.beforeSeq = view.follow() ? Long.MAX_VALUE : start.endSeq();
          child.next = start.from();
          child.pull();
        });
    return child;
  }

  /// Shows a session from now on, and types into it.
  public static RelayChild look(OtherSession other, boolean terminal) {
    RelayChild child = new RelayChild(other, terminal, true, OptionalLong.empty(), () -> 0);
    child.next = From.END;
    return child;
  }

  /// How the session ended that was looked at: its `exit`; nothing where it goes on.
  public Optional<JsonObject> ended() {
    return Optional.ofNullable(ended);
  }

  private void pull() {
    From from = next;
    if (from == null || reading || over || !isHungry()) {
      return;
    }
    reading = true;
    other
        .read(from, patience())
        .onSuccess(batch -> {
          reading = false;
          take(batch);
        })
        .onFailure(_ -> {
          reading = false;
          gone();
        });
  }

  private Duration patience() {
    if (!follow) {
      return Duration.ZERO;
    }
    long left = untilMillis.isPresent() ? untilMillis.getAsLong() - nowMillis.getAsLong() : 0;
    return untilMillis.isPresent() && left < POLL.toMillis()
        ? Duration.ofMillis(Math.max(0, left))
        : POLL;
  }

  private boolean isHungry() {
    return output.isHungry() && (errors == null || errors.isHungry());
  }

  private void take(RecordBatch batch) {
    if (over) {
      return;
    }
    next = new From.Seq(batch.nextSeq());
    for (JournalRecord entry : batch.records()) {
      if (entry.seq() >= beforeSeq || isTooNew(entry)) {
        finish();
        return;
      }
      show(entry);
    }
    boolean waited =
        !follow || (untilMillis.isPresent() && nowMillis.getAsLong() > untilMillis.getAsLong());
    boolean nothingLeft = waited && (batch.records().isEmpty() || batch.nextSeq() >= beforeSeq);
    if (batch.ended() || nothingLeft) {
      finish();
    } else {
      pull();
    }
  }

  private boolean isTooNew(JournalRecord entry) {
    return untilMillis.isPresent() && entry.timeMillis() > untilMillis.getAsLong();
  }

  private void show(JournalRecord entry) {
    switch (entry) {
      case OutputRecord record -> stream(record.stream()).push(lines.next(record));
      case JournalRecord.Gap gap ->
          stream(StreamName.STDERR)
              .push(
                  Buffer.buffer(
                      "podbus: %s of the output are not kept any more\n"
                          .formatted(gap.bytes() < 0 ? "some bytes" : gap.bytes() + " bytes")));
      case JournalRecord.Exited last -> ended = last.exit();
      case JournalRecord.StateChanged _, JournalRecord.Resized _ -> {
        // A client of podman's hears of neither.
      }
    }
  }

  private RelayStream stream(StreamName name) {
    return name == StreamName.STDERR && errors != null ? errors : output;
  }

  private void gone() {
    if (!over) {
      stream(StreamName.STDERR).push(Buffer.buffer("Error: the session is gone\n"));
      finish(new ExitStatus.Exited(GONE));
    }
  }

  private void finish() {
    finish(new ExitStatus.Exited(0));
  }

  private void finish(ExitStatus status) {
    over = true;
    input.close();
    output.end();
    if (errors != null) {
      errors.end();
    }
    exit.tryComplete(status);
  }

  /// There is none.
  @Override
  public long pid() {
    return 0;
  }

  @Override
  public ReadStream<Buffer> output() {
    return output;
  }

  @Override
  public @Nullable ReadStream<Buffer> errors() {
    return errors;
  }

  @Override
  public ChildInput input() {
    return input;
  }

  @Override
  public Future<ExitStatus> exit() {
    return exit.future();
  }

  @Override
  public void kill(Signal signal) {
    if (!over) {
      finish(new ExitStatus.Signalled(signal));
    }
  }

  @Override
  public void resize(int rows, int cols) {
    // Of a session without a terminal it is refused, as podman's client would pass over it.
    Future<JsonObject> _ = other.resize(rows, cols);
  }

  @Override
  public Future<Void> close() {
    over = true;
    input.close();
    output.cut();
    if (errors != null) {
      errors.cut();
    }
    exit.tryComplete(new ExitStatus.Signalled(Signal.KILL));
    return Future.succeededFuture();
  }
}
