package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;

/// Pages of other origins that the operator lets in: by the whole origin, never by a pattern, and
/// without cookies, which this service has none of. Pure; any thread.
final class Cors {
  private static final String METHODS = "GET, POST, DELETE";
  private static final String HEADERS =
      "Authorization, Content-Type, Accept, Last-Event-ID, Idempotency-Key, Range, traceparent";
  private static final String EXPOSED =
      "Location, Retry-After, Podbus-Reader, Podbus-First-Offset, Podbus-First-Seq, Content-Range,"
          + " WWW-Authenticate";
  private static final String MAX_AGE_SECONDS = "600";

  private final Set<String> allowed;

  Cors(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /// Whether pages of this origin may call.
  boolean allows(String origin) {
    return allowed.contains(origin);
  }

  /// Lets an allowed page see the answer. To be called before the head is written.
  void mark(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (!allowed.isEmpty()) {
      request.response().putHeader("Vary", "Origin");
    }
    if (origin != null && allows(origin)) {
      request
          .response()
          .putHeader("Access-Control-Allow-Origin", origin)
          .putHeader("Access-Control-Expose-Headers", EXPOSED);
    }
  }

  /// Whether a browser asks here whether a page may call, before it lets it.
  static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  /// Answers that question; the guard has refused other origins before.
  void answerPreflight(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null || !allows(origin)) {
      throw new FailureException(
          new Failure.Forbidden("Pages of another origin may not call this service."));
    }
    HttpServerResponse response =
        request
            .response()
            .setStatusCode(204)
            .putHeader("Access-Control-Allow-Methods", METHODS)
            .putHeader("Access-Control-Allow-Headers", HEADERS)
            .putHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    var _ = response.end();
  }
}
