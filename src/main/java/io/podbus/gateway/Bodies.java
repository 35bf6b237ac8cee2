package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/// Reads request bodies. To be called before the request's handler returns.
final class Bodies {
  /// How much of a body that is refused is still read, so that the client, who may be sending it,
  /// sees the answer and not a reset connection.
  private static final long DISCARDED_BYTES = 16L * 1024 * 1024;

  /// How many of the largest bodies may stand in memory at once, while they come in.
  private static final int LARGEST_AT_ONCE = 64;

  private static final int RETRY_AFTER_SECONDS = 5;

  private final int maxBytes;
  private final BodyPace pace;
  private long held;

  /// @param pace closes connections whose bodies come too slowly
  Bodies(int maxBytes, BodyPace pace) {
    this.maxBytes = maxBytes;
    this.pace = pace;
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
    BodyPace.Watch watch = pace.watch(request);
    request.exceptionHandler(e -> promise.tryFail(new ClientGone(e)));
    request.endHandler(_ -> promise.tryComplete(body));
    request.handler(chunk -> {
      watch.received(chunk.length());
      if (body.length() + chunk.length() > most) {
        discard(request);
        promise.tryFail(new FailureException(new Failure.InputTooLarge(tooLarge)));
      } else if (held + chunk.length() > (long) LARGEST_AT_ONCE * maxBytes) {
        discard(request);
        promise.tryFail(
            new FailureException(
                new Failure.RateLimited(
                    "Too many large bodies are being sent at the same time.",
                    RETRY_AFTER_SECONDS)));
      } else {
        held += chunk.length();
        body.appendBuffer(chunk);
      }
    });
    return promise
        .future()
        .onComplete(_ -> {
          watch.done();
          held -= body.length();
        });
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
