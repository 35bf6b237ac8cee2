package io.podbus.session;

import io.podbus.identity.BusCallers;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.ops.trace.Correlation;
import io.podbus.ops.trace.RequestScope;
import io.podbus.protocol.Action;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Problem;
import io.podbus.protocol.Scope;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers messages: every failure becomes a `ReplyException` with our number and problem, and what
/// is nobody's fault but ours is logged once under an incident's id.
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private Replies() {}

  /// The action that a message names.
  ///
  /// @throws FailureException `invalid-options` where it names none
  static Action action(Message<?> message) {
    String name = message.headers().get(Action.HEADER);
    return Action.parse(name)
        .orElseThrow(() ->
            new FailureException(
                Failure.InvalidOptions.of(
                    "",
                    name == null
                        ? "The message needs a header \"action\"."
                        : "The action \"" + name + "\" is not known.")));
  }

  /// @throws FailureException `forbidden` where the caller lacks the scope
  static void require(Caller caller, Scope scope) {
    if (!caller.may(scope)) {
      throw new FailureException(
          new Failure.Forbidden("This needs the scope \"" + scope.wireName() + "\"."));
    }
  }

  /// Lets through what its sender may do with a session of this owner. To others than its owner
  /// there is no such session.
  ///
  /// @throws FailureException `unauthenticated`, `session-not-found` or `forbidden`
  static void admit(BusCallers callers, Message<?> message, String owner, Scope scope) {
    Caller caller = callers.of(message.headers());
    if (!caller.reaches(owner)) {
      throw new FailureException(new Failure.SessionNotFound("There is no session of this id."));
    }
    require(caller, scope);
  }

  /// Runs the work, which replies itself when it succeeds, and replies its failure.
  static void answer(Message<?> message, Meters meters, Supplier<Future<?>> work) {
    Correlation.of(message.headers()).ifPresent(RequestScope::enter);
    Future<?> done;
    try {
      done = work.get();
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onFailure(cause -> {
      ReplyException reply = toReply(cause);
      meters.counter(Metric.BUS_FAILURES, Problem.code(reply)).increment();
      message.reply(reply);
    });
  }

  /// The failure as it goes over the bus.
  static ReplyException toReply(Throwable cause) {
    return switch (cause) {
      case FailureException failed -> Problem.toReply(failed.failure());
      // Another of our addresses has said it already.
      case ReplyException reply -> reply;
      default -> {
        String incident = UUID.randomUUID().toString();
        LOG.error("incident {}", incident, cause);
        yield Problem.toReply(
            new Failure.Internal("Something failed in the service. Incident " + incident + "."));
      }
    };
  }
}
