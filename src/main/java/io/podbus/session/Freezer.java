package io.podbus.session;

import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.engine.EngineCommands;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.SessionMachine.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/// Freezes and thaws a session's container, one command after the other. Owned by the session's
/// event loop.
final class Freezer {
  private final SessionServices services;
  private final Session session;
  private Future<?> last = Future.succeededFuture();
  private boolean frozen;

  Freezer(SessionServices services, Session session) {
    this.services = services;
    this.session = session;
  }

  /// Freezes the container; harmless where it is frozen already.
  Future<Void> freeze() {
    return after(() -> {
      requireContainer();
      if (session.state() == SessionState.PAUSED) {
        return Future.succeededFuture();
      }
      require(SessionState.RUNNING, "The program does not run yet, or does not any more.");
      return run(EngineCommands.pause(name()), "freeze the container")
          .onSuccess(_ -> {
            frozen = true;
            session.fire(Event.PAUSED);
          });
    });
  }

  /// Lets the program go on; harmless where it does.
  Future<Void> thaw() {
    return after(() -> {
      requireContainer();
      if (session.state() == SessionState.RUNNING) {
        return Future.succeededFuture();
      }
      require(SessionState.PAUSED, "The session is not paused.");
      return run(EngineCommands.unpause(name()), "thaw the container")
          .onSuccess(_ -> {
            frozen = false;
            session.fire(Event.RESUMED);
          });
    });
  }

  /// Makes a frozen container one that can be stopped: podman refuses to stop it as it is. Never
  /// fails: what does not work here shows when it is stopped.
  Future<?> thawToStop() {
    return last.otherwiseEmpty()
        .compose(_ ->
            frozen
                ? run(EngineCommands.unpause(name()), "thaw the container")
                : Future.succeededFuture())
        .otherwiseEmpty();
  }

  private interface Step {
    Future<Void> take();
  }

  private Future<Void> after(Step step) {
    Future<Void> done = last.otherwiseEmpty().compose(_ -> step.take());
    last = done;
    return done;
  }

  private Future<Void> run(List<String> command, String what) {
    Promise<CommandResult> here = Promise.promise();
    session
        .engine()
        .commands()
        .run(command, services.config().engine().commandTimeout())
        .onComplete(ran ->
            // It ran on another loop.
            session.context().runOnContext(_ -> here.complete(ran.result(), ran.cause())));
    return here.future().compose(result -> done(result, what));
  }

  private static Future<Void> done(CommandResult result, String what) {
    return EngineCommands.failure(result, what)
        .<Future<Void>>map(failure -> Future.failedFuture(new FailureException(failure)))
        .orElseGet(Future::succeededFuture);
  }

  private String name() {
    return session.plan().command().containerName();
  }

  private void requireContainer() {
    if (session.state().ended()) {
      throw new FailureException(session.alreadyEnded());
    }
    if (!session.plan().hasContainer()) {
      throw new FailureException(
          new Failure.WrongState(
              "The session has no container of its own; freeze the session of its container."));
    }
  }

  private void require(SessionState wanted, String otherwise) {
    if (session.state() != wanted) {
      throw new FailureException(new Failure.WrongState(otherwise));
    }
  }
}
