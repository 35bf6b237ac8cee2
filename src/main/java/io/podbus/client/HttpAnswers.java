package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/// Answers of HTTP, as what they say or as the failure that they are.
final class HttpAnswers {
  /// More than any answer of the service has: a result of 8 MiB, with its text beside it.
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private HttpAnswers() {}

  /// Reads an answer whole.
  static Future<Transport.Answer> read(HttpClientResponse response) {
    return body(response)
        .map(body -> {
          if (response.statusCode() / 100 != 2) {
            throw failure(response.statusCode(), body);
          }
          return new Transport.Answer(
              response.statusCode(),
              body.length() == 0 ? new JsonObject() : json(response.statusCode(), body));
        });
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      if (body.length() + part.length() > MAX_BYTES) {
        whole.tryFail(
            PodbusException.unexpected(
                response.statusCode(), "The answer is longer than any of the service's", null));
        response.request().reset();
      } else {
        body.appendBuffer(part);
      }
    });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(_ -> whole.tryComplete(body));
    return whole.future();
  }

  /// What an answer that is none of success says. What stands between, such as a load balancer,
  /// says it without a problem.
  static PodbusException failure(int status, Buffer body) {
    try {
      JsonObject problem = body.toJsonObject();
      if (problem.containsKey("code")) {
        return PodbusException.of(problem, null);
      }
    } catch (DecodeException | ClassCastException e) {
      // None of ours.
    }
    return status == 502 || status == 503 || status == 504
        ? PodbusException.unreachable("The answer was " + status, null)
        : PodbusException.unexpected(status, "The answer was " + status, null);
  }

  private static JsonObject json(int status, Buffer body) {
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw PodbusException.unexpected(status, "The answer is no JSON object", e);
    }
  }

  /// The failure that an answer is, once it is read.
  static Future<PodbusException> failure(HttpClientResponse response) {
    return body(response)
        .map(body -> failure(response.statusCode(), body))
        .recover(cause -> Future.succeededFuture(PodbusException.wrap(cause)));
  }
}
