package io.podbus.session;

import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.engine.EngineMessages;
import io.podbus.podman.options.SessionOptions.PullPolicy;
import io.podbus.session.SessionMachine.Event;
import io.podbus.session.admission.StartQueue;
import io.podbus.session.engine.ImagePuller;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a session comes to run: its turn in the queue, its image where the engine lacks it, its
/// client.
///
/// Tried without a question first: only an engine that says that it lacks the image costs a pull
/// and a second try. Owned by the session's event loop.
final class SessionStart {
  private static final Logger LOG = LoggerFactory.getLogger(SessionStart.class);

  /// A start that takes longer than this lets the next one begin: it is waiting, not working.
  private static final Duration MAX_TURN = Duration.ofSeconds(2);

  private final SessionServices services;
  private final SessionPlan plan;
  private final Session session;
  private final Context context;
  private final Promise<Void> admitted = Promise.promise();
  private StartQueue.@Nullable Turn turn;
  private boolean pulled;

  SessionStart(SessionServices services, SessionPlan plan, Session session, Context context) {
    this.services = services;
    this.plan = plan;
    this.session = session;
    this.context = context;
  }

  /// Begins with the image where it is to be fetched first, else asks for a turn.
  ///
  /// @return completes when the client is spawned, or has failed to, or when it has to wait
  Future<Void> begin() {
    if (plan.options().pullPolicy() == PullPolicy.ALWAYS && plan.command().pullArgv() != null) {
      context.runOnContext(_ -> session.fire(Event.PULL_WANTED));
    } else {
      queue();
    }
    return admitted.future();
  }

  /// Asks for a turn to launch.
  void queue() {
    boolean[] immediate = {false};
    turn =
        services
            .starts()
            .enter(
                plan.owner(),
                plan.kind() == SessionKind.CONTAINER,
                () -> {
                  immediate[0] = true;
                  context.runOnContext(_ -> session.fire(Event.TURN_CAME));
                },
                place -> context.runOnContext(_ -> session.waitsAt(place)));
    if (!immediate[0]) {
      admitted.tryComplete();
    }
  }

  /// Spawns the client.
  void launch() {
    session
        .timers()
        .arm(
            StopCause.START_TIMEOUT,
            Optional.of(plan.startTimeout()),
            () -> session.stop(StopCause.START_TIMEOUT, Duration.ZERO));
    StartQueue.Turn mine = Objects.requireNonNull(turn);
    services.vertx().setTimer(MAX_TURN.toMillis(), _ -> mine.started());
    session
        .launcher()
        .launch()
        .onSuccess(client -> {
          session.launched(client);
          admitted.tryComplete();
        })
        .onFailure(cause -> {
          LOG.warn("session {}: podman could not be started: {}", plan.id(), cause.getMessage());
          session.cannotLaunch(String.valueOf(cause.getMessage()));
          admitted.tryComplete();
        });
  }

  /// Whether this end of a client calls for the image and another try.
  boolean wantsImage(ClientRun.ClientEnd end) {
    return !end.started()
        && !pulled
        && plan.command().pullArgv() != null
        && EngineMessages.read(end.engineText().toString()).kind()
            == EngineMessages.Kind.IMAGE_NOT_KNOWN;
  }

  /// Fetches the image, outside the queue of starts: it waits for a network, not for this host.
  void pull() {
    admitted.tryComplete();
    endTurn();
    session.timers().cancel(StopCause.START_TIMEOUT);
    ImagePuller.Wanted wanted =
        new ImagePuller.Wanted(
            Objects.requireNonNull(plan.command().pullArgv()), plan.command().pullEnvironment());
    services
        .vertx()
        .executeBlocking(() -> {
          // The step may need them: a login, the registries.
          SessionFiles.write(services, plan);
          return null;
        })
        .compose(_ -> services.puller().pull(wanted))
        .onComplete(done -> context.runOnContext(_ -> pulled(done)));
  }

  private void pulled(AsyncResult<CommandResult> done) {
    pulled = true;
    if (session.state() != SessionState.PULLING) {
      // Ended in the meantime; the image may serve the next one.
      return;
    }
    if (done.succeeded() && done.result().exitCode() == 0) {
      session.fire(Event.PULLED);
    } else if (done.succeeded()) {
      session.cannotPull(done.result().stderr(), done.result().exitCode());
    } else {
      session.cannotLaunch(String.valueOf(done.cause().getMessage()));
    }
  }

  /// The same, because the program runs.
  void started() {
    StartQueue.Turn mine = turn;
    if (mine != null) {
      mine.started();
    }
  }

  /// Lets the next session start. Harmless to repeat.
  void endTurn() {
    StartQueue.Turn mine = turn;
    if (mine != null) {
      mine.close();
    }
  }

  /// Nothing will be started any more.
  void close() {
    endTurn();
    admitted.tryComplete();
  }
}
