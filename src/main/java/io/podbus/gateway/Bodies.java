package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// Reads request bodies. To be called before the request's handler returns.
final class Bodies {
  /// How much of a body that is refused is still read, so that the client, who may be sending it,
  /// sees the answer and not a reset connection.
  private static final long DISCARDED_BYTES = 16L * 1024 * 1024;

  private final Vertx vertx;
  private final int maxBytes;
  private final Duration timeout;

  /// @param timeout after which a body that has not come to its end closes the connection; zero for
  ///   never
  Bodies(Vertx vertx, int maxBytes, Duration timeout) {
    this.vertx = vertx;
    this.maxBytes = maxBytes;
    this.timeout = timeout;
  }

  /// The body as one JSON object.
  Future<JsonObject> json(HttpServerRequest request) {
    if (!MediaTypes.isJson(request)) {
      discard(request);
      return Future.failedFuture(
          new FailureException(
              new Failure.UnsupportedMediaType(
                  "The body must be sent with Content-Type: application/json.")));
    }
    return whole(request, maxBytes, "A JSON body may have at most " + maxBytes + " bytes.")
        .map(StrictJson::object);
  }

  /// The body as bytes.
  ///
  /// @param most how many it may have
  /// @param tooLarge what a caller is told who sends more
  Future<Buffer> whole(HttpServerRequest request, int most, String tooLarge) {
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    long timer =
        timeout.isPositive()
            ? vertx.setTimer(timeout.toMillis(), _ -> giveUp(request))
            : Long.MIN_VALUE;
    request.exceptionHandler(e -> promise.tryFail(new ClientGone(e)));
    request.endHandler(_ -> promise.tryComplete(body));
    request.handler(chunk -> {
      if (body.length() + chunk.length() > most) {
        discard(request);
        promise.tryFail(new FailureException(new Failure.InputTooLarge(tooLarge)));
      } else {
        body.appendBuffer(chunk);
      }
    });
    return promise.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  /// Reads the rest of a body for nothing; past a bound the connection is closed.
  static void discard(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    long[] left = {DISCARDED_BYTES};
    request.exceptionHandler(_ -> {});
    request.endHandler(_ -> {});
    request.handler(chunk -> {
      left[0] -= chunk.length();
      if (left[0] < 0) {
        giveUp(request);
      }
    });
    request.resume();
  }

  private static void giveUp(HttpServerRequest request) {
    Future<Void> _ = request.connection().close();
  }
}
