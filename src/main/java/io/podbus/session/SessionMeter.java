package io.podbus.session;

import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.SessionJournal;
import io.vertx.core.json.JsonObject;

/// What one session adds to the figures of all, and tells its trace. Owned by the session's event
/// loop.
final class SessionMeter implements SessionJournal.Observer {
  private final SessionMeters all;
  private final String operation;
  private final SessionTrace trace;
  private final long createdAt;
  private boolean counted;
  private boolean firstByteSeen;
  private long heldSince;

  SessionMeter(SessionMeters all, String operation, SessionTrace trace) {
    this.all = all;
    this.operation = operation;
    this.trace = trace;
    this.createdAt = all.nanos();
  }

  private Meters meters() {
    return all.all();
  }

  /// The session is there, in its first state.
  void admitted(SessionState first) {
    counted = true;
    meters().counter(Metric.SESSION_STARTS, operation).increment();
    meters().level(Metric.SESSIONS, first.wireName(), operation).up();
  }

  void moved(SessionState from, SessionState to) {
    trace.moved(to);
    if (!from.wireName().equals(to.wireName())) {
      meters().level(Metric.SESSIONS, from.wireName(), operation).down();
      meters().level(Metric.SESSIONS, to.wireName(), operation).up();
    }
  }

  void ended(JsonObject exit) {
    meters().counter(Metric.SESSION_ENDS, operation, exit.getString("reason")).increment();
    trace.ended(exit, (all.nanos() - createdAt) / 1_000_000);
  }

  /// The session is not kept any more.
  void gone(SessionState last) {
    if (counted) {
      counted = false;
      meters().level(Metric.SESSIONS, last.wireName(), operation).down();
    }
  }

  /// Its client is there.
  void spawned() {
    trace.spawned();
  }

  void started() {
    meters().histogram(Metric.SESSION_START_SECONDS, operation).note(all.nanos() - createdAt);
  }

  /// The program wrote.
  void output(StreamName stream, int bytes) {
    all.output(stream, bytes);
    if (!firstByteSeen) {
      firstByteSeen = true;
      trace.wrote();
      meters()
          .histogram(Metric.SESSION_FIRST_BYTE_SECONDS, operation)
          .note(all.nanos() - createdAt);
    }
  }

  void input(long bytes) {
    all.input(bytes);
  }

  void feedSkipped(int bytes) {
    all.feedSkipped(bytes);
  }

  @Override
  public void evicted(long bytes) {
    all.evicted(bytes);
  }

  @Override
  public void read(RecordBatch batch, long left) {
    if (batch.records().isEmpty()) {
      return;
    }
    long bytes = left;
    for (JournalRecord entry : batch.records()) {
      bytes += entry.size();
      if (entry instanceof JournalRecord.Gap gap) {
        all.gap(gap);
      }
    }
    all.lag(left < 0 ? left : bytes);
  }

  @Override
  public void held() {
    heldSince = all.nanos();
  }

  @Override
  public void released() {
    all.stalled(all.nanos() - heldSince);
  }
}
