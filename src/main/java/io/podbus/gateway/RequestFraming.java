package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/// Keeps a request from hiding in the body of another (RFC 9112, 6.1 and 11.2). Who stands in front
/// of us may have read the length of a body otherwise than we do, where it came in chunks, perhaps
/// with a `Content-Length` beside them, which the decoder takes away before we see it. So a body in
/// chunks is the last thing that a connection brings: it is closed behind the answer, and what
/// follows on it is not looked at. For the context's thread alone.
final class RequestFraming {
  private static final String CHUNKED = "chunked";

  /// Connections of which nothing more is taken.
  private final Set<HttpConnection> spent = Collections.newSetFromMap(new WeakHashMap<>());

  /// Whether this request may be looked at; else its connection is closed.
  boolean takes(HttpServerRequest request) {
    if (spent.contains(request.connection())) {
      request.connection().close();
      return false;
    }
    if (request.version() != HttpVersion.HTTP_2
        && request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      spent.add(request.connection());
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    return true;
  }

  /// @throws FailureException `invalid-options` where the body comes in an encoding that is not
  ///   chunks and nothing else
  void check(HttpServerRequest request) {
    List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    if (!encodings.isEmpty()
        && (encodings.size() > 1 || !encodings.getFirst().strip().equalsIgnoreCase(CHUNKED))) {
      throw new FailureException(
          Failure.InvalidOptions.of(
              "/headers/Transfer-Encoding", "A body comes in chunks or with its length."));
    }
  }

  /// The answer to a request is over.
  void ended(HttpConnection connection) {
    if (spent.contains(connection)) {
      connection.close();
    }
  }
}
