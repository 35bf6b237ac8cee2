package io.podbus.session;

import io.podbus.process.ChildInput;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.request.InputMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What callers send to the program. Each message is whole: none begins before the one before it
/// has been taken. Owned by the session's event loop.
final class SessionInput {
  private final Vertx vertx;
  private final Session session;
  private final Duration timeout;
  private Future<Void> last = Future.succeededFuture();

  /// @param timeout how long the program may take over one message
  SessionInput(Vertx vertx, Session session, Duration timeout) {
    this.vertx = vertx;
    this.session = session;
    this.timeout = timeout;
  }

  /// Completes when the program's pipe has taken all of it, and its end where it says so.
  ///
  /// Before the program runs, it waits: the client that finds its image missing must not swallow
  /// what is meant for the program.
  Future<Void> send(InputMessage message) {
    Failure refused = refusal();
    if (refused != null) {
      return Future.failedFuture(new FailureException(refused));
    }
    Promise<Void> done = Promise.promise();
    Future<Void> before = last;
    last = done.future();
    before
        .otherwiseEmpty()
        .compose(_ -> session.whenStarted())
        .compose(_ -> write(message))
        .onComplete(done);
    return done.future();
  }

  private @Nullable Failure refusal() {
    if (session.state().ended()) {
      return session.alreadyEnded();
    }
    return session.facts().inputOpen()
        ? null
        : new Failure.InputClosed("The program's input has ended.");
  }

  private Future<Void> write(InputMessage message) {
    Failure refused = refusal();
    return refused == null
        ? session.input().compose(input -> write(input, message))
        : Future.failedFuture(new FailureException(refused));
  }

  private Future<Void> write(ChildInput input, InputMessage message) {
    Future<Void> taken =
        message.bytes().length() == 0
            ? Future.succeededFuture()
            : writeBytes(input, message.bytes());
    return taken.compose(_ -> message.eof() ? end(input) : Future.succeededFuture());
  }

  private Future<Void> writeBytes(ChildInput input, Buffer bytes) {
    session.output().inputSeen();
    long before = input.accepted();
    Promise<Void> done = Promise.promise();
    long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), _ -> giveUp(input, before, done));
    input
        .write(bytes)
        .onComplete(written -> {
          vertx.cancelTimer(timer);
          session.facts().inputTaken(input.accepted() - before);
          session.meter().input(input.accepted() - before);
          if (written.succeeded()) {
            done.tryComplete();
          } else if (session.state().ended()) {
            done.tryFail(new FailureException(session.alreadyEnded()));
          } else {
            session.facts().inputClosed();
            done.tryFail(
                new FailureException(new Failure.InputClosed("The program has closed its input.")));
          }
        });
    return done.future();
  }

  private void giveUp(ChildInput input, long before, Promise<Void> done) {
    long accepted = input.accepted() - before;
    // Told first: taking the rest back fails the write, which is not the caller's answer.
    done.tryFail(
        new FailureException(
            new Failure.TimedOut(
                "The program took %d bytes of this input within %d ms and then no more; the rest was"
                        .formatted(accepted, timeout.toMillis())
                    + " not sent.",
                accepted)));
    input.cancelWrites(new IllegalStateException("given up after the input time-out"));
  }

  private Future<Void> end(ChildInput input) {
    session.output().inputSeen();
    if (!session.plan().options().tty()) {
      session.facts().inputClosed();
    }
    return input.end();
  }
}
