package io.podbus.session;

import io.podbus.protocol.Action;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordJson;
import io.podbus.session.journal.Recovered;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.request.ReadBody;
import io.podbus.session.request.WaitRequest;
import io.podbus.session.subscription.Subscriptions;
import io.podbus.session.waiting.Waits;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.function.Supplier;

/// A session of an earlier process: its record and what was written of its output. It has ended;
/// one that had not when that process went is `lost`, since nobody heard of its end.
///
/// Owned by its verticle's event loop.
final class RecoveredSession {
  /// Reasons of sessions in which no program ran.
  private static final Set<String> NOTHING_RAN =
      Set.of("podman-error", "spawn-error", "start-timeout");

  private final JsonObject session;
  private final SessionJournal journal;
  private final Waits waits;
  private final Subscriptions subscriptions;
  private final Supplier<Future<Void>> purge;

  /// @param session as [#end] made it
  /// @param waits of its journal
  /// @param subscriptions to its journal
  RecoveredSession(
      JsonObject session,
      SessionJournal journal,
      Waits waits,
      Subscriptions subscriptions,
      Supplier<Future<Void>> purge) {
    this.session = session;
    this.journal = journal;
    this.waits = waits;
    this.subscriptions = subscriptions;
    this.purge = purge;
    if (!journal.ended()) {
      journal.goOnAfterCrash();
      journal.appendState(new JsonObject().put("state", session.getString("state")));
      journal.appendExit(session.getJsonObject("exit"));
      journal.describe(session);
    }
  }

  /// The session as it shows now: ended.
  static JsonObject end(Recovered found, long now) {
    JsonObject session = found.session().copy().put("pid", null);
    session.remove("phase");
    // One without an owner is of before there were any.
    if (!session.containsKey("owner")) {
      session.put("owner", Caller.LOCAL.owner());
    }
    if (session.getValue("input") instanceof JsonObject input) {
      input.put("open", false);
    }
    if (session.getValue("exit") instanceof JsonObject && found.exit().isPresent()) {
      return session;
    }
    JsonObject exit = found.exit().orElseGet(RecoveredSession::lost);
    long endedAt = found.exit().isPresent() ? found.lastTimeMillis() : now;
    return session
        .put("state", state(exit.getString("reason", "lost")))
        .put("exit", exit)
        .put("endedAt", RecordJson.time(endedAt));
  }

  private static String state(String reason) {
    if (reason.equals("lost")) {
      return "lost";
    }
    return NOTHING_RAN.contains(reason) ? "failed" : "exited";
  }

  private static JsonObject lost() {
    return new JsonObject()
        .put("code", null)
        .put("signal", null)
        .put("reason", "lost")
        .put("oomKilled", false)
        .put("error", null)
        .put(
            "message",
            "The service ended without notice while the session ran; what was left of it has been"
                + " removed.");
  }

  /// How long it is still kept, in milliseconds; nothing or less where its time is over.
  ///
  /// @param retention for how long from its end on; never longer from now on, also where the clock
  ///   was set back since
  static long left(JsonObject session, long now, long retention) {
    long endedAt;
    try {
      endedAt = Instant.parse(session.getString("endedAt", "")).toEpochMilli();
    } catch (DateTimeParseException _) {
      endedAt = now;
    }
    return Math.min(retention, endedAt + retention - now);
  }

  Future<SessionActions.Answer> handle(Action action, JsonObject body, MultiMap headers) {
    return switch (action) {
      case GET, CLOSE -> Future.succeededFuture(SessionActions.Answer.of(toJson()));
      case RESULT ->
          Future.succeededFuture(
              SessionActions.Answer.of(new JsonObject().put("session", toJson())));
      case READ ->
          journal.read(ReadBody.parse(body)).map(batch -> SessionActions.Answer.of(batch, headers));
      case WAIT -> waits.wait(WaitRequest.parse(body)).map(SessionActions.Answer::of);
      case SUBSCRIBE, CREDIT, UNSUBSCRIBE -> SubscribeBody.handle(subscriptions, action, body);
      case RELEASE -> {
        waits.release(body);
        yield Future.succeededFuture(SessionActions.Answer.of(new JsonObject()));
      }
      case PURGE -> purge.get().map(_ -> SessionActions.Answer.of(new JsonObject()));
      default ->
          Future.failedFuture(
              new FailureException(
                  new Failure.SessionEnded(
                      "The session has ended; its output can still be read.")));
    };
  }

  Future<RecordBatch> read(ReadRequest request) {
    return journal.read(request);
  }

  JsonObject toJson() {
    boolean tty = Boolean.TRUE.equals(session.getBoolean("tty"));
    return session.copy().put("output", SessionFacts.output(journal, tty));
  }

  Future<Void> close() {
    waits.close();
    subscriptions.close();
    return journal.close();
  }
}
