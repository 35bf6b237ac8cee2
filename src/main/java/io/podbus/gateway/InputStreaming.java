package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.protocol.Action;
import io.podbus.protocol.Problem;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Passes a request's body on to a session's stdin, a message at a time: the next goes out when the
/// child's pipe has taken the one before, and while it has not, the request is paused, so that the
/// client is slowed and not our memory filled.
///
/// Confined to the context of the verticle.
final class InputStreaming {
  /// The largest message.
  static final int MESSAGE_BYTES = 64 * 1024;

  private final SessionBus bus;
  private final SessionId id;
  private final HttpServerRequest request;
  private final boolean eof;
  private final Promise<Void> done = Promise.promise();

  private long accepted;
  private boolean sentAny;

  /// @param eof whether the end of the body is the end of the input
  InputStreaming(SessionId id, Exchange exchange, boolean eof) {
    this.bus = exchange.bus();
    this.id = id;
    this.request = exchange.request();
    this.eof = eof;
  }

  /// Passes all of it on. Completes when the child has it.
  Future<Void> run() {
    request.exceptionHandler(e -> done.tryFail(new ClientGone(e)));
    request.handler(chunk -> {
      request.pause();
      send(chunk, 0);
    });
    request.endHandler(_ -> finish());
    return done.future();
  }

  private void send(Buffer chunk, int from) {
    if (from >= chunk.length()) {
      request.resume();
      return;
    }
    int to = Math.min(chunk.length(), from + MESSAGE_BYTES);
    sentAny = true;
    bus.session(id, Action.INPUT, chunk.slice(from, to), SessionBus.SLOW)
        .onSuccess(_ -> {
          accepted += to - from;
          send(chunk, to);
        })
        .onFailure(this::fail);
  }

  /// An empty body is still asked of the session, which may be one that takes no input.
  private void finish() {
    Future<?> last =
        sentAny && !eof
            ? Future.succeededFuture()
            : bus.session(
                id,
                eof ? Action.EOF : Action.INPUT,
                eof ? new JsonObject() : Buffer.buffer(),
                SessionBus.SLOW);
    last.onSuccess(_ -> done.tryComplete()).onFailure(this::fail);
  }

  private void fail(Throwable cause) {
    Bodies.discard(request);
    done.tryFail(withAccepted(cause));
  }

  /// Adds what earlier messages brought home to what the failed one did.
  private Throwable withAccepted(Throwable cause) {
    JsonObject problem = accepted > 0 ? Problem.fromReply(cause) : null;
    if (problem == null) {
      return cause;
    }
    problem.put("acceptedBytes", accepted + orZero(problem.getLong("acceptedBytes")));
    int number = cause instanceof ReplyException reply ? reply.failureCode() : 0;
    return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, number, problem.encode());
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
