package io.podbus.cluster.relay;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Problem;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the relays' messages. What the session has failed with goes on as it is; what is our own
/// fault is logged once.
final class RelayAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(RelayAnswers.class);

  private RelayAnswers() {}

  /// Replies with what the work comes to.
  static void answer(Message<?> message, Supplier<Future<?>> work) {
    Future<?> done;
    try {
      done = work.get();
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onComplete(ended -> {
      if (ended.succeeded()) {
        message.reply(ended.result());
      } else {
        message.reply(failure(ended.cause()));
      }
    });
  }

  private static ReplyException failure(Throwable cause) {
    return switch (cause) {
      case ReplyException reply -> reply;
      case FailureException failed -> Problem.toReply(failed.failure());
      default -> {
        String incident = UUID.randomUUID().toString();
        LOG.error("incident {}", incident, cause);
        yield Problem.toReply(
            new Failure.Internal("Something failed in the service. Incident " + incident + "."));
      }
    };
  }
}
