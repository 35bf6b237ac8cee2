package io.podbus.session;

import io.podbus.process.Signal;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a session and proves it: the program first, asked and then killed, then what the engine
/// keeps of it, then the client, and a last look that nothing is left. Owned by the session's event
/// loop.
final class Ender {
  private static final Logger LOG = LoggerFactory.getLogger(Ender.class);
  private static final long RETRY_MILLIS = 100;
  private static final long SLOW_RETRY_MILLIS = 5000;
  private static final int MAX_QUICK_ATTEMPTS = 60;

  /// How long a client may take to notice that its program is gone.
  private static final long CLIENT_MILLIS = 1000;

  /// How long a start that is under way may go on before its client is killed in the middle of it.
  private static final long LAUNCH_MILLIS = 2000;

  private final SessionServices services;
  private final SessionPlan plan;
  private final Session session;
  private final Killer killer;
  private Duration grace = Duration.ZERO;
  private boolean asked;
  private boolean proving;
  private boolean proven;

  Ender(SessionServices services, SessionPlan plan, Session session) {
    this.services = services;
    this.plan = plan;
    this.session = session;
    this.killer = killer();
  }

  private Killer killer() {
    return switch (plan.kind()) {
      case CONTAINER ->
          services.engine().get().known()
              ? new ContainerKiller(services, plan, session)
              : clientKiller();
      case PROGRAM -> plan.target().<Killer>map(this::execKiller).orElseGet(this::clientKiller);
      case BUILD -> new BuildKiller(services, plan, session);
      case START, ATTACH, STREAM, COMMAND -> clientKiller();
    };
  }

  private Killer clientKiller() {
    return new ClientKiller(services.vertx(), session);
  }

  private Killer execKiller(SessionPlan.Target target) {
    String marker = Objects.requireNonNull(plan.command().marker());
    return new ExecKiller(
        services.vertx(), services.spawner().markedProcesses(target.pid(), marker));
  }

  /// How long the program may take to end once it is asked to.
  void patience(Duration time) {
    grace = time;
  }

  /// Ends the session; calls [Session#conclude] when nothing is left of it.
  void end() {
    session.launcher().launching().onComplete(_ -> endSpawned());
  }

  private void endSpawned() {
    ClientRun run = session.run();
    if (run == null) {
      session.conclude();
      return;
    }
    if (run.started() || session.clientEnded()) {
      ask();
      return;
    }
    // Killed between the engine's steps, a start can leave half a container behind: it is let come
    // to its end, for a while.
    long timer =
        services
            .vertx()
            .setTimer(
                LAUNCH_MILLIS,
                _ -> {
                  grace = Duration.ZERO;
                  ask();
                });
    session
        .whenStarted()
        .onSuccess(_ -> {
          services.vertx().cancelTimer(timer);
          ask();
        });
  }

  private void ask() {
    if (asked) {
      return;
    }
    asked = true;
    if (session.clientEnded()) {
      prove();
    } else {
      killer.ask(grace).onComplete(_ -> onLoop(this::prove));
    }
  }

  /// A second request to end: the one with less patience counts.
  void hurry(Duration patience) {
    if (!asked) {
      grace = patience.compareTo(grace) < 0 ? patience : grace;
    } else if (patience.isZero()) {
      kill();
    } else if (patience.compareTo(grace) < 0) {
      services.vertx().setTimer(Math.max(1, patience.toMillis()), _ -> kill());
    }
  }

  private void kill() {
    if (!proving) {
      killer.cutShort().onComplete(_ -> onLoop(this::prove));
    }
  }

  /// The client has ended: its program is gone, most likely.
  void clientGone() {
    if (proven) {
      session.conclude();
    } else if (!asked) {
      ask();
    } else if (!plan.options().detach()) {
      // A detached program's code is being asked for: that goes first.
      prove();
    }
  }

  private void prove() {
    if (!proving && !session.state().ended()) {
      proving = true;
      prove(0);
    }
  }

  private void prove(int attempt) {
    killer.finish().onComplete(done -> onLoop(() -> proved(attempt, done)));
  }

  private void proved(int attempt, AsyncResult<Boolean> done) {
    if (done.succeeded() && done.result()) {
      endClient();
      return;
    }
    if (attempt == MAX_QUICK_ATTEMPTS) {
      // Not reported as ended, because it is not: an operator has to look. We go on trying.
      LOG.error("session {}: cannot be ended: {}", plan.id(), reason(done.cause()));
    }
    services
        .vertx()
        .setTimer(
            attempt < MAX_QUICK_ATTEMPTS ? RETRY_MILLIS : SLOW_RETRY_MILLIS,
            _ -> prove(attempt + 1));
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null ? "something of it still runs" : cause.toString();
  }

  private void endClient() {
    proven = true;
    if (session.clientEnded()) {
      session.conclude();
    } else {
      services.vertx().setTimer(CLIENT_MILLIS, _ -> killClient());
    }
  }

  private void killClient() {
    ClientRun run = session.run();
    if (run != null && !session.clientEnded()) {
      // What it might leave behind is looked for once more, after its death.
      proven = false;
      proving = false;
      run.open();
      run.child().kill(Signal.KILL);
    }
  }

  /// Sends a signal to every process of an exec; of a session without a program, to its client.
  Future<Integer> signalClient(Signal signal) {
    if (killer instanceof ExecKiller exec) {
      return exec.signal(signal);
    }
    ClientRun run = session.run();
    if (run != null) {
      run.child().kill(signal);
    }
    return Future.succeededFuture(1);
  }

  private void onLoop(Runnable action) {
    session.context().runOnContext(_ -> action.run());
  }
}
