package io.podbus.session;

import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.ExitedContainer;
import io.podbus.process.Child;
import io.podbus.process.SpawnSpec;
import io.podbus.process.Stdio;
import io.podbus.protocol.StreamName;
import io.podbus.session.engine.StartEvidence;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The second half of a detached run. `podman run -d` has ended, its container goes on: the session
/// follows the container's log, and asks for its exit code when that ends. The container is removed
/// by us, not by `--rm`, because with it the code would be gone.
///
/// Owned by the session's event loop.
final class DetachedRun implements ClientRun.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(DetachedRun.class);

  /// A container that runs for longer than this after its log's end is given up on.
  private static final Duration WAIT = Duration.ofDays(365);

  private final SessionServices services;
  private final SessionPlan plan;
  private final Session session;
  private final DetachedInput input;

  DetachedRun(SessionServices services, SessionPlan plan, Session session) {
    this.services = services;
    this.plan = plan;
    this.session = session;
    this.input = new DetachedInput(services, plan);
  }

  /// Starts to follow the log.
  void follow() {
    List<String> argv = new ArrayList<>();
    argv.add(services.podman().toString());
    argv.addAll(plan.globals());
    argv.addAll(EngineCommands.followLogs(plan.command().containerName()));
    Map<String, String> environment = new HashMap<>(services.environment());
    environment.putAll(plan.command().globalEnvironment());
    services
        .spawner()
        .spawn(new SpawnSpec(argv, environment, plan.directory(), new Stdio.Pipes(false)))
        .onSuccess(this::follow)
        .onFailure(e -> {
          LOG.warn("session {}: its log cannot be followed: {}", plan.id(), e.getMessage());
          session.stop(StopCause.CLIENT_LOST, Duration.ZERO);
        });
  }

  /// podman could not start the program. Without `--rm` it leaves what it had made of the
  /// container.
  void didNotStart() {
    removeContainer().onComplete(_ -> session.context().runOnContext(_ -> session.conclude()));
  }

  private void follow(Child child) {
    ClientRun run = new ClientRun(services.vertx(), child, false, StartEvidence.EARLIER, this);
    session.follows(run);
  }

  @Override
  public void output(StreamName stream, Buffer bytes, boolean fromEngine) {
    session.output().output(stream, bytes, fromEngine);
  }

  @Override
  public void started() {
    // It has, long ago.
  }

  @Override
  public void lost() {
    // Its streams end with it: the program's own go to the log.
  }

  @Override
  public void ended(ClientRun.ClientEnd end) {
    session.clientIsGone();
    if (session.state() == SessionState.STOPPING) {
      session.ender().clientGone();
    } else if (end.lost()) {
      session.stop(StopCause.CLIENT_LOST, Duration.ZERO);
    } else {
      learnExit()
          .compose(_ -> removeContainer())
          .onComplete(_ -> session.context().runOnContext(_ -> session.conclude()));
    }
  }

  private Future<?> removeContainer() {
    return plan.keepsContainer()
        ? Future.succeededFuture()
        : session.engine().reaper().remove(plan.command().containerName());
  }

  /// Where to type.
  DetachedInput input() {
    return input;
  }

  /// Finds out how the program ended, once it has.
  Future<Void> learnExit() {
    return ask()
        .compose(exited ->
            exited.running()
                ? session
                    .engine()
                    .commands()
                    .run(EngineCommands.waitFor(plan.command().containerName()), WAIT)
                    .compose(_ -> ask())
                : Future.succeededFuture(exited))
        .onSuccess(exited -> session.verdict().programEnded(exited.code(), exited.oomKilled()))
        .onFailure(
            e -> LOG.warn("session {}: its exit code is not known: {}", plan.id(), e.getMessage()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private Future<ExitedContainer> ask() {
    return session
        .engine()
        .commands()
        .run(
            EngineCommands.inspectExit(plan.command().containerName()),
            services.config().engine().commandTimeout())
        .map(EngineCommands::parseExit);
  }
}
