package io.podbus.session;

import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.ListedContainer;
import io.podbus.podman.plan.CommandPlanner;
import io.podbus.process.Signal;
import io.podbus.session.engine.ContainerReaper;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Ends a session that has a container of its own. The engine's list by label is the proof.
final class ContainerKiller implements Killer {
  /// States of a container in which nothing of it runs.
  private static final Set<String> AT_REST = Set.of("exited", "stopped");

  /// How long the engine may take to send a signal.
  private static final Duration COMMAND = Duration.ofSeconds(10);

  private final SessionServices services;
  private final SessionPlan plan;
  private final Session session;
  private final String name;

  ContainerKiller(SessionServices services, SessionPlan plan, Session session) {
    this.services = services;
    this.plan = plan;
    this.session = session;
    this.name = plan.command().containerName();
  }

  private ContainerReaper reaper() {
    return session.engine().reaper();
  }

  @Override
  public Future<?> ask(Duration grace) {
    if (plan.options().detach()) {
      // Stopped, never removed at once: the code has to be asked for while the container is there.
      return session
          .freezer()
          .thawToStop()
          .compose(_ -> reaper().stop(name, grace))
          .compose(_ -> session.detached().learnExit());
    }
    return grace.isZero() && !keeps()
        ? reaper().remove(name)
        : session.freezer().thawToStop().compose(_ -> reaper().stop(name, grace));
  }

  /// Not by removing it: while a `podman stop` waits for the same container, that leaves the client
  /// waiting for an end that it never hears of (seen on 4.3.1), and the code is lost. Killed, the
  /// container ends as it would have at the end of the grace.
  @Override
  public Future<?> cutShort() {
    return session
        .engine()
        .commands()
        .run(EngineCommands.kill(Signal.KILL.number(), name), COMMAND);
  }

  @Override
  public Future<Boolean> finish() {
    return reaper()
        .find(plan.id())
        .compose(found -> {
          List<ListedContainer> left =
              found.stream()
                  .filter(listed -> !keeps() || !AT_REST.contains(listed.state()))
                  .toList();
          if (left.isEmpty()) {
            return endStrays();
          }
          String id = left.getFirst().id();
          return (keeps() ? stopNow(left.getFirst()) : reaper().remove(id)).map(false);
        });
  }

  /// A client that was killed in the middle of a start leaves what the engine does not know of: it
  /// is looked for where only it can be found.
  private Future<Boolean> endStrays() {
    return session.verdict().clientWasKilled()
        ? services
            .vertx()
            .executeBlocking(
                () -> services.spawner().strayProcesses(strayWords(plan.directory())).kill() == 0)
        : Future.succeededFuture(true);
  }

  /// What the client and conmon of a session were told alone: where to write the pid, or the id of
  /// the image.
  static Set<String> strayWords(Path directory) {
    String pidFile = directory.resolve(CommandPlanner.PID_FILE).toString();
    return Set.of(
        pidFile,
        "--pidfile=" + pidFile,
        "--iidfile=" + directory.resolve(CommandPlanner.IMAGE_ID_FILE));
  }

  /// podman refuses to stop what is frozen, by whomever.
  private Future<Boolean> stopNow(ListedContainer container) {
    Future<?> thawed =
        container.state().equals("paused")
            ? session.engine().commands().run(EngineCommands.unpause(container.id()), COMMAND)
            : Future.succeededFuture();
    return thawed.otherwiseEmpty().compose(_ -> reaper().stop(container.id(), Duration.ZERO));
  }

  /// Whether the caller wants to have the container when it has ended. The shutdown keeps none.
  private boolean keeps() {
    return plan.keepsContainer() && !session.verdict().drained();
  }
}
