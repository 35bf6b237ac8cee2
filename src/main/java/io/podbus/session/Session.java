package io.podbus.session;

import io.podbus.podman.CommandPlan;
import io.podbus.podman.SessionEnd;
import io.podbus.podman.SessionOptions;
import io.podbus.process.ExitStatus;
import io.podbus.process.Signal;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.StreamName;
import io.podbus.session.SessionMachine.Event;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session from admission to its exit: feeds what happens into [SessionMachine] and does what
/// the machine says.
///
/// Owned by its verticle's event loop; no method may be called elsewhere.
final class Session implements ClientRun.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final SessionServices services;
  private final Context context;
  private final SessionPlan plan;
  private final SessionOutput output;
  private final SessionTimers timers;
  private final SessionFacts facts;
  private final Verdict verdict;
  private final OutputGate gate;
  private final Launcher launcher;
  private final SessionEngine engine;
  private final SessionStart start;
  private final DetachedRun detached;
  private final Ender ender;

  private final Promise<Void> started = Promise.promise();
  private final Promise<JsonObject> ended = Promise.promise();

  private SessionState state = SessionState.QUEUED;
  private @Nullable ClientRun run;
  private Duration stopGrace = Duration.ZERO;
  private boolean clientEnded;

  Session(SessionServices services, SessionPlan plan, Context context) {
    this.services = services;
    this.context = context;
    this.plan = plan;
    SessionOptions options = plan.options();
    this.gate = new OutputGate(options.awaitReader());
    this.verdict = new Verdict(plan);
    this.output =
        new SessionOutput(
            services.vertx(),
            plan.id(),
            plan.retainBytes(),
            options.blockMax().orElse(services.config().sessions().blockMax()),
            services.budget(),
            services.clock(),
            gate);
    this.timers = new SessionTimers(services.vertx(), services.clock(), output::lastActivity);
    this.facts = new SessionFacts(plan, services.clock().getAsLong());
    this.engine = SessionEngine.of(services, plan);
    this.start = new SessionStart(services, plan, this, context);
    this.detached = new DetachedRun(services, plan, this);
    this.launcher = new Launcher(services, plan, this);
    this.ender = new Ender(services, plan, this);
  }

  /// Begins: asks for a turn to start.
  ///
  /// @return completes when the client is spawned, or has failed to, or when it has to wait
  Future<Void> begin() {
    output.state(stateJson());
    output.feed().lifecycle("session.created", toJson());
    plan.reader().ifPresent(output.readers()::reserve);
    if (plan.options().awaitReader()) {
      output.readers().onFirstBlockReader(gate::readerCame);
      services.vertx().setTimer(plan.startTimeout().toMillis(), _ -> gate.readerCame());
    }
    return start.begin();
  }

  /// Tells the machine what happened, and does what it says.
  void fire(Event event) {
    SessionMachine.apply(state, event)
        .ifPresent(transition -> {
          state = transition.to();
          output.state(stateJson());
          if (!state.ended()) {
            output.feed().lifecycle("session.state", toJson());
          }
          perform(transition.effect());
        });
  }

  private void perform(SessionMachine.Effect effect) {
    switch (effect) {
      case LAUNCH -> start.launch();
      case PULL -> start.pull();
      case STOP -> ender.end(stopGrace);
      case FINISH -> finish();
      case NONE -> {}
    }
  }

  /// The client is there.
  void launched(ClientRun client) {
    run = client;
    facts.launched(client.child().pid());
    if (facts.resized()) {
      client.child().resize(facts.rows(), facts.cols());
    }
    if (plan.options().detach()) {
      gate.pass(client);
    } else {
      gate.guard(client);
    }
  }

  /// No client could be started.
  void cannotLaunch(String why) {
    verdict.notSpawned(why);
    fire(Event.NOTHING_RAN);
  }

  /// The image cannot be had.
  void cannotPull(String said, int code) {
    engineText(Buffer.buffer(said));
    verdict.engineFailed(code);
    fire(Event.NOTHING_RAN);
  }

  private void engineText(Buffer text) {
    if (text.length() > 0) {
      verdict.engineSaid(text.toString());
      output.output(plan.engineStream(), text, true);
    }
  }

  @Override
  public void output(StreamName stream, Buffer bytes, boolean fromEngine) {
    if (plan.options().detach() && stream == StreamName.STDOUT) {
      // `run -d` writes the container's id there; the program's output comes from its log.
      return;
    }
    if (fromEngine) {
      engineText(bytes);
    } else {
      output.output(stream, bytes, false);
    }
  }

  @Override
  public void started() {
    start.endTurn();
    timers.cancel(StopCause.START_TIMEOUT);
    facts.started(services.clock().getAsLong());
    fire(Event.STARTED);
    timers.arm(
        StopCause.TIMEOUT,
        plan.options().timeout(),
        () -> stop(StopCause.TIMEOUT, plan.closeGrace()));
    timers.armIdle(
        plan.options().idleTimeout(), () -> stop(StopCause.IDLE_TIMEOUT, plan.closeGrace()));
    launcher.noteContainer();
    started.tryComplete();
  }

  @Override
  public void ended(ClientRun.ClientEnd end) {
    start.endTurn();
    if (state == SessionState.LAUNCHING && start.wantsImage(end)) {
      run = null;
      fire(Event.IMAGE_MISSING);
      return;
    }
    engineText(end.engineText());
    if (plan.options().detach()
        && end.status() instanceof ExitStatus.Exited(int code)
        && code == 0) {
      verdict.clientEnded(end, launcher.evidence());
      detached.follow();
      return;
    }
    clientEnded = true;
    verdict.clientEnded(end, launcher.evidence());
    if (state == SessionState.STOPPING) {
      ender.clientGone();
    } else if (end.lost()) {
      LOG.warn("session {}: its client was killed by {}", plan.id(), end.status());
      stop(StopCause.CLIENT_LOST, Duration.ZERO);
    } else {
      conclude();
    }
  }

  /// A detached container's log is followed by this client.
  void follows(ClientRun client) {
    run = client;
    gate.guard(client);
  }

  /// A detached container's log has ended, and most likely the container has.
  void logEnded(ClientRun.ClientEnd end) {
    clientEnded = true;
    if (state == SessionState.STOPPING) {
      ender.clientGone();
    } else if (end.lost()) {
      stop(StopCause.CLIENT_LOST, Duration.ZERO);
    } else {
      detached
          .learnExit()
          .compose(_ ->
              plan.keepsContainer()
                  ? Future.succeededFuture(true)
                  : engine.reaper().remove(plan.command().containerName()))
          .onComplete(_ -> context.runOnContext(_ -> conclude()));
    }
  }

  /// Nothing of the session is left: judges how it ended.
  void conclude() {
    if (state.ended()) {
      return;
    }
    SessionEnd end = judge();
    fire(end.state() == SessionEnd.State.FAILED ? Event.NOTHING_RAN : Event.ENDED);
  }

  private SessionEnd judge() {
    SessionEnd end = verdict.judge();
    facts.ended(end.exit(), services.clock().getAsLong());
    return end;
  }

  private void finish() {
    start.close();
    timers.cancelAll();
    launcher.close();
    if (!facts.judged()) {
      judge();
    }
    output.exit(facts.exit());
    started.tryFail(new FailureException(alreadyEnded()));
    output.feed().lifecycle("session.ended", toJson());
    // The folder held the caller's secrets: it goes before anybody is told of the end.
    services
        .vertx()
        .executeBlocking(() -> {
          services.state().remove(plan.id());
          return null;
        })
        .onFailure(e -> LOG.warn("session {}: its folder stays: {}", plan.id(), e.toString()))
        .onComplete(_ -> ended.tryComplete(toJson()));
  }

  /// Ends the session; a repetition is harmless, and cannot make the grace longer.
  void stop(StopCause cause, Duration grace) {
    if (state.ended() || state == SessionState.STOPPING) {
      if (state == SessionState.STOPPING) {
        ender.hurry(grace);
      }
      return;
    }
    verdict.stopping(cause);
    stopGrace = grace;
    fire(Event.STOP_WANTED);
  }

  private JsonObject stateJson() {
    JsonObject json = new JsonObject().put("state", state.wireName());
    return state.phase() == null ? json : json.put("phase", state.phase());
  }

  Failure alreadyEnded() {
    return new Failure.SessionEnded("The session has ended; its output can still be read.");
  }

  /// The session as the contract shows it.
  JsonObject toJson() {
    return facts.toJson(state, output, run, services.node());
  }

  Future<Void> whenStarted() {
    return started.future();
  }

  Future<JsonObject> whenEnded() {
    return ended.future();
  }

  void signalled(Signal signal) {
    verdict.signalled(signal);
  }

  SessionState state() {
    return state;
  }

  SessionOutput output() {
    return output;
  }

  SessionFacts facts() {
    return facts;
  }

  SessionPlan plan() {
    return plan;
  }

  Context context() {
    return context;
  }

  SessionEngine engine() {
    return engine;
  }

  SessionTimers timers() {
    return timers;
  }

  Verdict verdict() {
    return verdict;
  }

  DetachedRun detached() {
    return detached;
  }

  Ender ender() {
    return ender;
  }

  Launcher launcher() {
    return launcher;
  }

  CommandPlan command() {
    return plan.command();
  }

  @Nullable ClientRun run() {
    return run;
  }

  /// Whether the shutdown ends it, which leaves nothing behind.
  boolean drained() {
    return verdict.cause() == StopCause.DRAINED;
  }

  boolean clientEnded() {
    return clientEnded;
  }

  /// Forgets everything. Only after the end, or when the service goes down hard.
  void close() {
    timers.cancelAll();
    launcher.close();
    ClientRun client = run;
    if (client != null) {
      client.child().close();
    }
    output.close();
  }
}
