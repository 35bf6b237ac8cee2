package io.podbus.session.relay;

import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordBatch;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// Finds where a view of a log begins. The last so many lines are looked for from the end, in
/// stretches that double: none of them is kept. For one event loop.
final class LogStart {
  /// Where to begin.
  ///
  /// @param skip how many lines of what comes there are left out
  /// @param endSeq where the log ends now
  record Found(From from, long skip, long endSeq) {}

  private static final long FIRST_STRETCH = 64 * 1024;

  private final OtherSession other;
  private final LogView view;

  LogStart(OtherSession other, LogView view) {
    this.other = other;
    this.view = view;
  }

  /// @return fails where the session is gone
  Future<Found> find() {
    return other.get().compose(this::find);
  }

  private Future<Found> find(JsonObject session) {
    JsonObject output = session.getJsonObject("output");
    long end = output.getLong("nextSeq");
    From first =
        view.sinceMillis().isPresent()
            ? new From.Time(view.sinceMillis().getAsLong())
            : new From.First();
    if (view.tail().isEmpty()) {
      return Future.succeededFuture(new Found(first, 0, end));
    }
    if (view.tail().getAsLong() == 0) {
      return Future.succeededFuture(new Found(new From.Seq(end), 0, end));
    }
    return view.sinceMillis().isPresent() || view.untilMillis().isPresent()
        ? count(first, end).map(lines -> new Found(first, beyondTail(lines), end))
        : fromEnd(FIRST_STRETCH, output.getLong("retainedBytes"), end);
  }

  private long beyondTail(long lines) {
    return Math.max(0, lines - view.tail().getAsLong());
  }

  private Future<Found> fromEnd(long stretch, long retained, long end) {
    boolean whole = stretch >= retained;
    From from = whole ? new From.First() : new From.Tail(stretch);
    return new Scan(end)
        .from(from)
        .compose(scan -> {
          long lines = scan.count.lines();
          // The first line of each stream may be but the rest of one.
          boolean enough = lines >= view.tail().getAsLong() + 2;
          if (!whole && !enough) {
            return fromEnd(stretch * 2, retained, end);
          }
          From begin = scan.firstSeq < 0 ? new From.Seq(end) : new From.Seq(scan.firstSeq);
          return Future.succeededFuture(new Found(begin, beyondTail(lines), end));
        });
  }

  private Future<Long> count(From from, long end) {
    return new Scan(end).from(from).map(scan -> scan.count.lines());
  }

  /// One way through a stretch of the log.
  private final class Scan {
    private final long endSeq;
    private final LineCount count = new LineCount();
    private long firstSeq = -1;

    Scan(long endSeq) {
      this.endSeq = endSeq;
    }

    Future<Scan> from(From from) {
      return other.read(from, Duration.ZERO).compose(this::take);
    }

    private Future<Scan> take(RecordBatch batch) {
      for (JournalRecord entry : batch.records()) {
        if (entry.seq() >= endSeq || isTooNew(entry)) {
          return Future.succeededFuture(this);
        }
        if (entry instanceof OutputRecord output) {
          firstSeq = firstSeq < 0 ? output.seq() : firstSeq;
          count.add(output);
        }
      }
      return batch.ended() || batch.records().isEmpty() || batch.nextSeq() >= endSeq
          ? Future.succeededFuture(this)
          : from(new From.Seq(batch.nextSeq()));
    }

    private boolean isTooNew(JournalRecord entry) {
      return view.untilMillis().isPresent() && entry.timeMillis() > view.untilMillis().getAsLong();
    }
  }
}
