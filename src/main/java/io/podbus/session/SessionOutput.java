package io.podbus.session;

import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.JournalStore;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.journal.Utf8Cutter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything a session says on its way out: cut on characters, into the journal, to its readers
/// and to the feed, in one order. Owned by the session's event loop.
final class SessionOutput {
  /// How long the beginning of a character may wait for its rest.
  private static final long CUT_MILLIS = 5;

  /// A read of a busy pipe is cut into records of at most this size, so that retention goes in
  /// small steps; where little is retained, of an eighth of that.
  private static final int MAX_RECORD_BYTES = 64 * 1024;

  private static final int MIN_RECORD_BYTES = 512;

  private final Vertx vertx;
  private final Clock clock;
  private final SessionMeter meter;
  private final int maxRecordBytes;
  private final SessionJournal journal;
  private final OutputFeed feed;
  private final Map<StreamName, Utf8Cutter> cutters = new EnumMap<>(StreamName.class);
  private long cutTimer = -1;
  private long lastActivity;
  private long lastActivityTick;

  SessionOutput(
      Vertx vertx,
      SessionId id,
      SessionJournal.Bounds bounds,
      JournalStore journals,
      boolean feeds,
      Clock clock,
      SessionJournal.Ears ears,
      SessionMeter meter) {
    this.vertx = vertx;
    this.clock = clock;
    this.meter = meter;
    this.maxRecordBytes = Math.clamp(bounds.retainBytes() / 8, MIN_RECORD_BYTES, MAX_RECORD_BYTES);
    this.journal = journals.open(vertx, id, bounds, ears);
    this.feed = new OutputFeed(vertx.eventBus(), id, feeds, clock, meter);
    this.lastActivity = clock.now();
    this.lastActivityTick = clock.ticks();
  }

  private void active() {
    lastActivity = clock.now();
    lastActivityTick = clock.ticks();
  }

  /// Takes what was read from a stream.
  void output(StreamName stream, Buffer bytes, boolean fromEngine) {
    active();
    if (fromEngine) {
      // Held back until it was whole: what it ends with is not continued.
      Utf8Cutter whole = new Utf8Cutter();
      cut(whole, stream, bytes, true);
      Buffer rest = whole.flush();
      if (rest != null) {
        append(stream, rest, true);
      }
      return;
    }
    Utf8Cutter cutter = cutters.computeIfAbsent(stream, _ -> new Utf8Cutter());
    cut(cutter, stream, bytes, false);
    if (cutter.holds()) {
      restartCutTimer();
    }
  }

  private void cut(Utf8Cutter cutter, StreamName stream, Buffer bytes, boolean fromEngine) {
    for (int from = 0; from < bytes.length(); from += maxRecordBytes) {
      Buffer part = bytes;
      if (bytes.length() > maxRecordBytes) {
        int until = Math.min(bytes.length(), from + maxRecordBytes);
        // A slice keeps the whole read alive: too much where little is to be retained.
        part =
            maxRecordBytes < MAX_RECORD_BYTES
                ? bytes.getBuffer(from, until)
                : bytes.slice(from, until);
      }
      Buffer whole = cutter.push(part);
      if (whole != null) {
        append(stream, whole, fromEngine);
      }
    }
  }

  private void append(StreamName stream, Buffer bytes, boolean fromEngine) {
    OutputRecord entry = journal.appendOutput(stream, bytes, fromEngine);
    meter.output(stream, bytes.length());
    feed.publish(entry);
  }

  private void restartCutTimer() {
    if (cutTimer != -1) {
      vertx.cancelTimer(cutTimer);
    }
    cutTimer = vertx.setTimer(CUT_MILLIS, _ -> flushCutters());
  }

  private void flushCutters() {
    cutTimer = -1;
    cutters.forEach((stream, cutter) -> {
      Buffer rest = cutter.flush();
      if (rest != null) {
        append(stream, rest, false);
      }
    });
  }

  void state(SessionState state) {
    feed.publish(journal.appendState(describe(state)));
  }

  /// It waits for its turn, at this place.
  void queued(SessionState state, int place) {
    feed.publish(journal.appendState(describe(state).put("position", place)));
  }

  /// The journal cannot be written to the disk, or can again: told as a state of the session, whose
  /// program goes on.
  ///
  /// @param problem why it cannot; null where it can
  void storage(SessionState state, @Nullable String problem) {
    if (journal.ended()) {
      return;
    }
    JsonObject json = describe(state).put("storage", problem == null ? "disk" : "memory");
    if (problem != null) {
      json.put("storageProblem", problem);
    }
    feed.publish(journal.appendState(json));
  }

  private static JsonObject describe(SessionState state) {
    JsonObject json = new JsonObject().put("state", state.wireName());
    return state.phase() == null ? json : json.put("phase", state.phase());
  }

  void resized(int rows, int cols) {
    feed.publish(journal.appendResize(rows, cols));
  }

  /// The last word.
  void exit(JsonObject exit) {
    flushCutters();
    feed.publish(journal.appendExit(exit));
  }

  /// Something went in.
  void inputSeen() {
    active();
  }

  /// When something last went in or out, in milliseconds since the epoch.
  long lastActivity() {
    return lastActivity;
  }

  /// The same on the clock that measures.
  long lastActivityTick() {
    return lastActivityTick;
  }

  SessionJournal journal() {
    return journal;
  }

  OutputFeed feed() {
    return feed;
  }

  void close() {
    if (cutTimer != -1) {
      vertx.cancelTimer(cutTimer);
    }
    Future<Void> _ = journal.close();
  }
}
