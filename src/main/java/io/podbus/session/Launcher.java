package io.podbus.session;

import io.podbus.process.Child;
import io.podbus.process.DirectoryWatcher;
import io.podbus.process.SpawnSpec;
import io.podbus.process.Stdio;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Scope;
import io.podbus.session.engine.ExecEvidence;
import io.podbus.session.engine.KnownContainers;
import io.podbus.session.engine.StartEvidence;
import io.podbus.session.relay.OtherSession;
import io.podbus.session.relay.RelayChild;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a session's client: its private folder and files, the watch that tells when the program
/// runs, then the process. Owned by the session's event loop.
final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

  private static final Set<String> AS_OWNER = Set.of(Scope.READ.wireName(), Scope.WRITE.wireName());

  private record Container(String id, long pid) {}

  private final SessionServices services;
  private final SessionPlan plan;
  private final Session session;
  private Future<ClientRun> launching = Future.failedFuture("not launched");
  private DirectoryWatcher.@Nullable Watch watch;
  private @Nullable ExecEvidence execEvidence;
  private KnownContainers.@Nullable Running known;
  private StartEvidence evidence = StartEvidence.GUESS;

  /// Written by the worker that prepares, read on the loop after it.
  private volatile StartEvidence.@Nullable Restart restart;

  private @Nullable RelayChild relay;
  private boolean closed;

  Launcher(SessionServices services, SessionPlan plan, Session session) {
    this.services = services;
    this.plan = plan;
    this.session = session;
  }

  /// Spawns the client. It is not listened to yet.
  Future<ClientRun> launch() {
    launching = services.vertx().executeBlocking(this::prepare).compose(this::spawn);
    return launching;
  }

  /// Makes the private folder. Blocks.
  ///
  /// @return the execs that the target has already, whose folders are not ours
  private Set<Path> prepare() throws IOException {
    SessionFiles.write(services, plan);
    SessionPlan.Target target = plan.target().orElse(null);
    if (target == null) {
      return Set.of();
    }
    if (plan.kind() == SessionKind.START) {
      restart = StartEvidence.Restart.of(target.pidFile());
    }
    if (plan.kind() != SessionKind.PROGRAM) {
      return Set.of();
    }
    services.state().noteExec(plan.id(), target.pid());
    return ExecEvidence.folders(target.staticDirectory());
  }

  /// What tells that the program runs.
  StartEvidence evidence() {
    return evidence;
  }

  /// The spawn that is under way or was.
  Future<ClientRun> launching() {
    return launching;
  }

  private Future<ClientRun> spawn(Set<Path> foreignExecs) {
    if (closed) {
      return Future.failedFuture("ended before it was started");
    }
    evidence = watchForStart(foreignExecs);
    StartEvidence mine = evidence;
    return child()
        .map(child ->
            new ClientRun(services.vertx(), child, plan.options().tty(), mine, session.client()));
  }

  /// A client of podman's; or, of what only another session has, that session in its place.
  private Future<? extends Child> child() {
    if (plan.shown().isPresent()) {
      relay = relay(plan.shown().get());
      return Future.succeededFuture(relay);
    }
    return services
        .spawner()
        .spawn(new SpawnSpec(argv(), environment(), plan.directory(), stdio()));
  }

  private RelayChild relay(SessionPlan.Shown shown) {
    Caller owner = new Caller(shown.owner(), AS_OWNER);
    OtherSession other =
        new OtherSession(
            services.vertx().eventBus(),
            shown.id(),
            services.config().sessions().inputTimeout(),
            () -> services.callers().header(owner));
    boolean terminal = plan.options().tty();
    return plan.kind() == SessionKind.ATTACH
        ? RelayChild.look(other, terminal)
        : RelayChild.log(
            other, terminal, plan.logView(services.clock().now()), services.clock()::now);
  }

  /// How the other session ended that this one shows; nothing where it shows none, or one that goes
  /// on.
  Optional<JsonObject> shownEnd() {
    return Optional.ofNullable(relay).flatMap(RelayChild::ended);
  }

  private StartEvidence watchForStart(Set<Path> foreignExecs) {
    closeWatch();
    return switch (plan.kind()) {
      case BUILD, STREAM, COMMAND, ATTACH -> StartEvidence.CLIENT_ALONE;
      case START -> watchForRestart();
      case PROGRAM ->
          plan.target()
              .<StartEvidence>map(target -> watchForExec(target, foreignExecs))
              .orElse(StartEvidence.GUESS);
      case CONTAINER -> watchForPidFile();
    };
  }

  private StartEvidence watchForExec(SessionPlan.Target target, Set<Path> foreignExecs) {
    ExecEvidence ofExec =
        new ExecEvidence(
            services.vertx(),
            services.watcher(),
            target.staticDirectory(),
            plan.id().value(),
            foreignExecs,
            this::look);
    execEvidence = ofExec;
    return ofExec;
  }

  private StartEvidence watchForPidFile() {
    Path pidFile = plan.command().pidFile();
    if (pidFile == null || !services.engine().get().known()) {
      return StartEvidence.GUESS;
    }
    watch = services.watcher().watch(plan.directory(), _ -> look());
    return new StartEvidence.PidFile(pidFile);
  }

  private StartEvidence watchForRestart() {
    SessionPlan.Target target = plan.target().orElse(null);
    StartEvidence.Restart mine = restart;
    Path folder = mine == null ? null : mine.path().getParent();
    if (target == null || mine == null || folder == null) {
      return StartEvidence.GUESS;
    }
    if (target.pid() != 0) {
      return StartEvidence.EARLIER;
    }
    try {
      watch = services.watcher().watch(folder, _ -> look());
    } catch (UncheckedIOException e) {
      // The host was started anew since, and the folder is still to come.
      return StartEvidence.GUESS;
    }
    return mine;
  }

  private void look() {
    ClientRun run = session.run();
    if (run != null) {
      run.checkStarted();
    }
    if (evidence.present()) {
      SessionFiles.handedOver(services, plan);
    }
  }

  private List<String> argv() {
    List<String> argv = new ArrayList<>();
    argv.add(services.podman().toString());
    argv.addAll(plan.command().argv());
    return argv;
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(services.environment());
    all.putAll(plan.command().clientEnvironment());
    return all;
  }

  private Stdio stdio() {
    return plan.options().tty()
        ? new Stdio.Terminal(session.facts().rows(), session.facts().cols())
        : new Stdio.Pipes(plan.command().stdinWanted() || plan.command().stdinPrelude() != null);
  }

  /// The program runs: its container's id and pid stand in the files that we asked for.
  void noteContainer() {
    if (evidence.present()) {
      SessionFiles.handedOver(services, plan);
    }
    if (evidence.present() || execEvidence == null) {
      closeWatch();
    }
    // Else the program wrote before it was seen: it is still looked for, for its secrets' sake.
    if (plan.command().pidFile() == null) {
      return;
    }
    services
        .vertx()
        .executeBlocking(this::readContainer)
        .onSuccess(container -> {
          session.facts().container(container.id());
          if (!closed) {
            known =
                new KnownContainers.Running(
                    container.id(), plan.command().containerName(), container.pid(), plan.id());
            services.containers().add(known);
          }
        });
  }

  private Container readContainer() throws IOException {
    Path cidFile = Objects.requireNonNull(plan.command().cidFile());
    Path pidFile = Objects.requireNonNull(plan.command().pidFile());
    return new Container(
        Files.readString(cidFile).strip(), Long.parseLong(Files.readString(pidFile).strip()));
  }

  private void closeWatch() {
    if (watch != null) {
      watch.close();
      watch = null;
    }
    if (execEvidence != null) {
      execEvidence.close();
    }
  }

  /// The first process of the container in which the program runs, as the host sees it; nothing
  /// where that is not known (yet).
  Optional<Long> containerPid() {
    return plan.target()
        .map(SessionPlan.Target::pid)
        .filter(pid -> pid != 0)
        .or(() -> Optional.ofNullable(known).map(KnownContainers.Running::pid));
  }

  /// Takes the private folder away, or of one whose container is kept what is in it.
  ///
  /// @return completes when that is done; never fails, what stays is removed at the next start
  Future<?> removeFolder() {
    return services
        .vertx()
        .executeBlocking(() -> {
          if (plan.keepsContainer() && !session.verdict().drained()) {
            services.state().empty(plan.id());
          } else {
            services.state().remove(plan.id());
          }
          return null;
        })
        .onFailure(e -> LOG.warn("session {}: its folder stays: {}", plan.id(), e.toString()))
        .otherwiseEmpty();
  }

  void close() {
    closed = true;
    closeWatch();
    if (known != null) {
      services.containers().remove(known);
    }
  }
}
