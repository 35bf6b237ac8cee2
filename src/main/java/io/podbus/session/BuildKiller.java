package io.podbus.session;

import io.podbus.process.Signal;
import io.podbus.process.StrayProcesses;
import io.vertx.core.Future;
import java.time.Duration;

/// Ends a build. A client that is killed leaves the program of its step running, and the step's
/// container in the storage (seen on 4.3.1); one whose step's program ends fails, and takes that
/// away itself. So the program goes first, and the client gets a moment to tidy up, also where no
/// grace is given. A client that does something else in that moment, such as to copy a large file,
/// is killed in the end, and its half-made container stays in the storage until that is pruned.
final class BuildKiller implements Killer {
  /// Between the client and the program of a step stands a helper of podman's, which tells the
  /// client how the program ended.
  private static final int TO_THE_PROGRAM = 2;

  private static final long ROUND_MILLIS = 100;
  private static final Duration TIDYING = Duration.ofSeconds(3);

  private final SessionServices services;
  private final Session session;
  private final StrayProcesses processes;

  BuildKiller(SessionServices services, SessionPlan plan, Session session) {
    this.services = services;
    this.session = session;
    this.processes =
        services.spawner().strayProcesses(ContainerKiller.strayWords(plan.directory()));
  }

  /// A step is not asked: it is the first process of its container, and would not listen.
  @Override
  public Future<?> ask(Duration grace) {
    Duration time = grace.compareTo(TIDYING) < 0 ? TIDYING : grace;
    return endSteps(time.toMillis() / ROUND_MILLIS);
  }

  private Future<Void> endSteps(long rounds) {
    if (rounds <= 0 || session.clientEnded()) {
      return Future.succeededFuture();
    }
    return services
        .vertx()
        .executeBlocking(() -> processes.killBelow(TO_THE_PROGRAM), false)
        .otherwise(0)
        .compose(_ -> services.vertx().timer(ROUND_MILLIS))
        .compose(_ -> endSteps(rounds - 1));
  }

  @Override
  public Future<?> cutShort() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Boolean> finish() {
    return services
        .vertx()
        .executeBlocking(processes::kill, false)
        .map(found -> {
          ClientRun run = session.run();
          if (run != null && !session.clientEnded()) {
            run.open();
            run.child().kill(Signal.KILL);
          }
          return found == 0;
        });
  }
}
