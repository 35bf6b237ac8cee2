package io.podbus.session;

import io.podbus.podman.SessionEnd;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.options.SessionOptions;
import io.podbus.process.ChildInput;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.SessionMachine.Event;
import io.podbus.session.journal.SessionJournal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One session from admission to its exit: feeds what happens into [SessionMachine] and does what
/// the machine says.
///
/// Owned by its verticle's event loop; no method may be called elsewhere.
final class Session {
  private final SessionServices services;
  private final Context context;
  private final SessionPlan plan;
  private final SessionOutput output;
  private final SessionTimers timers;
  private final SessionFacts facts;
  private final Verdict verdict;
  private final OutputGate gate;
  private final SessionMeter meter;
  private final Launcher launcher;
  private final SessionEngine engine;
  private final SessionStart start;
  private final AttachedRun attached;
  private final DetachedRun detached;
  private final GuestRun guest;
  private final ResultText result;
  private final Ender ender;
  private final Freezer freezer;
  private final Usage usage;

  private final Promise<Void> started = Promise.promise();
  private final Promise<JsonObject> ended = Promise.promise();

  /// Written on the session's loop alone; the manager's lists read it.
  private volatile SessionState state = SessionState.QUEUED;

  private @Nullable ClientRun run;
  private boolean clientEnded;

  Session(SessionServices services, SessionPlan plan, Context context) {
    this.services = services;
    this.context = context;
    this.plan = plan;
    SessionOptions options = plan.options();
    this.gate = new OutputGate(options.awaitReader());
    this.verdict = new Verdict(plan);
    this.meter = services.meters().of(plan.operation(), plan.trace());
    this.output =
        new SessionOutput(
            services.vertx(),
            plan.id(),
            new SessionJournal.Bounds(
                plan.retainBytes(),
                options.blockMax().orElse(services.config().sessions().blockMax())),
            services.journals(),
            services.feeds(),
            services.clock(),
            new SessionJournal.Ears(gate, meter, this::storageChanged),
            meter);
    this.timers = new SessionTimers(services.vertx(), services.clock(), output::lastActivityTick);
    this.facts = new SessionFacts(plan, services.clock().now());
    this.engine = SessionEngine.of(services, plan);
    this.start = new SessionStart(services, plan, this, context);
    this.attached = new AttachedRun(plan, this);
    this.detached = new DetachedRun(services, plan, this);
    this.guest = new GuestRun(services, plan, this);
    this.result =
        new ResultText(
            services.vertx(),
            output.journal(),
            plan.kind() == SessionKind.COMMAND ? plan.command().output() : Operation.Output.TEXT,
            plan.kind() == SessionKind.BUILD);
    this.launcher = new Launcher(services, plan, this);
    this.ender = new Ender(services, plan, this);
    this.freezer = new Freezer(services, this);
    this.usage = new Usage(services, this);
  }

  /// Begins: asks for a turn to start.
  ///
  /// @return completes when the client is spawned, or has failed to, or when it has to wait
  Future<Void> begin() {
    meter.admitted(state);
    output.state(state);
    if (plan.options().tty()) {
      // So that whoever reads from the first record knows the size of what is drawn.
      output.resized(facts.rows(), facts.cols());
    }
    JsonObject created = toJson();
    output.journal().describe(created);
    services.lifecycle().tell("session.created", created);
    plan.reader().ifPresent(output.journal()::reserve);
    gate.await(output.journal(), services.vertx(), plan.startTimeout());
    return start.begin();
  }

  /// Tells the machine what happened, and does what it says.
  void fire(Event event) {
    SessionMachine.apply(state, event)
        .ifPresent(transition -> {
          meter.moved(state, transition.to());
          SessionState from = state;
          state = transition.to();
          regulateIdle(from);
          output.state(state);
          if (!state.ended()) {
            JsonObject now = toJson();
            output.journal().describe(now);
            services.lifecycle().tell("session.state", now);
          }
          perform(transition.effect());
        });
  }

  /// A program that is frozen is not idle.
  private void regulateIdle(SessionState from) {
    if (state == SessionState.PAUSED) {
      timers.cancel(StopCause.IDLE_TIMEOUT);
    } else if (from == SessionState.PAUSED && state == SessionState.RUNNING) {
      output.inputSeen();
      timers.watchIdle(plan, cause -> stop(cause, plan.closeGrace()));
    }
  }

  private void perform(SessionMachine.Effect effect) {
    switch (effect) {
      case QUEUE -> start.queue();
      case LAUNCH -> start.launch();
      case PULL -> start.pull();
      case STOP -> ender.end();
      case FINISH -> finish();
      case NONE -> {}
    }
  }

  private void storageChanged(@Nullable String problem) {
    output.storage(state, problem);
  }

  /// The client is there.
  void launched(ClientRun client) {
    run = client;
    facts.launched(client.child().pid());
    meter.spawned();
    Buffer prelude = plan.command().stdinPrelude();
    if (prelude != null) {
      client.child().input().write(prelude);
      if (!plan.command().stdinWanted()) {
        client.child().input().end();
      }
    }
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

  /// The engine says something before, or instead of, the program.
  void engineText(Buffer text) {
    if (text.length() > 0) {
      verdict.engineSaid(text.toString());
      output.output(plan.engineStream(), text, true);
    }
  }

  /// The program runs.
  void programStarted() {
    if (plan.kind() != SessionKind.COMMAND) {
      // A command works from its first moment to its last; a program's start is over.
      start.started();
    }
    timers.cancel(StopCause.START_TIMEOUT);
    facts.started(services.clock().now());
    meter.started();
    fire(Event.STARTED);
    timers.running(plan, cause -> stop(cause, plan.closeGrace()));
    launcher.noteContainer();
    started.tryComplete();
  }

  /// It waits for its turn to start, at this place of the queue, from 1.
  void waitsAt(int place) {
    if (state == SessionState.QUEUED) {
      output.queued(state, place);
    }
  }

  /// Lets the next session start.
  void endTurn() {
    start.endTurn();
  }

  /// Whether this end of a client calls for the image and another try.
  boolean wantsImage(ClientRun.ClientEnd end) {
    if (state != SessionState.LAUNCHING || !start.wantsImage(end)) {
      return false;
    }
    run = null;
    return true;
  }

  /// No client of the session is left.
  void clientIsGone() {
    clientEnded = true;
  }

  /// A detached container's log is followed by this client.
  void follows(ClientRun client) {
    run = client;
    gate.guard(client);
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
    facts.ended(end.exit(), services.clock().now());
    return end;
  }

  private void finish() {
    start.close();
    timers.cancelAll();
    launcher.close();
    detached.input().close();
    if (!facts.judged()) {
      judge();
    }
    meter.ended(facts.exit());
    started.tryFail(new FailureException(alreadyEnded()));
    // The folder held the caller's secrets: it goes before anybody is told of the end.
    launcher.removeFolder().onComplete(_ -> tellEnd());
  }

  private void tellEnd() {
    output.exit(facts.exit());
    JsonObject last = toJson();
    output.journal().describe(last);
    services.lifecycle().tell("session.ended", last);
    ended.tryComplete(toJson());
  }

  /// Ends the session; a repetition is harmless, and cannot make the grace longer.
  void stop(StopCause cause, Duration grace) {
    if (state == SessionState.STOPPING) {
      ender.hurry(grace);
    } else if (!state.ended()) {
      verdict.stopping(cause);
      ender.patience(grace);
      fire(Event.STOP_WANTED);
    }
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

  /// Listens to the client that starts the program.
  ClientRun.Listener client() {
    return attached;
  }

  DetachedRun detached() {
    return detached;
  }

  /// Where to type; fails with `session-ended` where nothing runs.
  Future<ChildInput> input() {
    if (plan.options().detach()) {
      return detached.input().open();
    }
    ClientRun client = run;
    return client == null
        ? Future.failedFuture(new FailureException(alreadyEnded()))
        : Future.succeededFuture(client.child().input());
  }

  Freezer freezer() {
    return freezer;
  }

  Usage usage() {
    return usage;
  }

  GuestRun guest() {
    return guest;
  }

  ResultText result() {
    return result;
  }

  Ender ender() {
    return ender;
  }

  Launcher launcher() {
    return launcher;
  }

  SessionMeter meter() {
    return meter;
  }

  @Nullable ClientRun run() {
    return run;
  }

  boolean clientEnded() {
    return clientEnded;
  }

  /// Forgets everything. Only after the end, or when the service goes down hard.
  void close() {
    meter.gone(state);
    timers.cancelAll();
    launcher.close();
    detached.input().close();
    ClientRun client = run;
    if (client != null) {
      client.child().close();
    }
    output.close();
  }
}
