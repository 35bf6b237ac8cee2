package io.podbus.gateway;

import io.podbus.gateway.reading.ReadMemory;
import io.podbus.gateway.reading.SessionBus;
import io.podbus.identity.Identity;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request and its answer. The one place that writes problems.
///
/// Confined to the context of the verticle.
final class Exchange {
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final StreamLimits streams;
  private final Problems problems;
  private final GatewayMeters meters;
  private final RequestTraces.Trace trace;
  private final List<Runnable> whenGone = new ArrayList<>();

  private @Nullable Identity identity;
  private @Nullable SessionBus bus;
  private List<String> variables = List.of();
  private Query query = Query.NONE;
  private String route = GatewayMeters.NO_ROUTE;
  private final List<Runnable> whenOver = new ArrayList<>();
  private StreamLimits.@Nullable Lease stream;
  private boolean gone;

  Exchange(
      HttpServerRequest request,
      StreamLimits streams,
      Problems problems,
      GatewayMeters meters,
      RequestTraces traces) {
    this.request = request;
    this.streams = streams;
    this.response = request.response();
    this.problems = problems;
    this.meters = meters;
    this.trace = traces.begin(request);
    response.exceptionHandler(_ -> {});
    request.exceptionHandler(_ -> {});
    response.endHandler(_ -> over());
    response.closeHandler(_ -> {
      leave();
      over();
    });
    long since = meters.now();
    response.headersEndHandler(_ -> {
      meters.answered(request.method(), route, response.getStatusCode(), since);
      trace.answered(route, response.getStatusCode(), (meters.now() - since) / 1_000_000);
    });
    response.putHeader("X-Content-Type-Options", "nosniff");
    // What programs wrote is never a page of ours, nor a part of another's.
    response.putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.putHeader("Referrer-Policy", "no-referrer");
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /// The path of the contract that the request has.
  void route(String template) {
    route = template;
    trace.route(template);
  }

  /// What the route found in path and query.
  void bind(List<String> variables, Query query) {
    this.variables = variables;
    this.query = query;
  }

  /// Who is calling.
  ///
  /// @param bus asks on its behalf
  void bind(Identity identity, SessionBus bus) {
    this.identity = identity;
    this.bus = bus;
  }

  /// Who is calling.
  Identity identity() {
    return Objects.requireNonNull(identity);
  }

  /// The sessions, as this request's caller may reach them.
  SessionBus bus() {
    return Objects.requireNonNull(bus);
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return response;
  }

  /// How much of a stream may wait in front of the client's socket.
  int queueBytes() {
    return ReadMemory.queueBytes(meters.streams());
  }

  Query query() {
    return query;
  }

  /// A variable of the route's path, counted from 0.
  String variable(int index) {
    return variables.get(index);
  }

  /// The session that the path names.
  SessionId session() {
    return session(variable(0));
  }

  /// The session of this id.
  ///
  /// @throws FailureException `session-not-found` where it can be none
  static SessionId session(String id) {
    return SessionId.parse(id)
        .orElseThrow(() ->
            new FailureException(new Failure.SessionNotFound("There is no session of this id.")));
  }

  /// Whether the client has gone before it had its whole answer.
  boolean gone() {
    return gone;
  }

  /// Runs this if the client goes before it has its whole answer; at once where it has gone.
  void whenGone(Runnable action) {
    if (gone) {
      action.run();
    } else {
      whenGone.add(action);
    }
  }

  /// Runs this when the exchange is over: the answer is whole, or the client has gone.
  void whenOver(Runnable action) {
    whenOver.add(action);
  }

  /// Counts this answer among those that last, until it is over.
  ///
  /// @throws FailureException `rate-limited` where the caller, or all together, have enough of them
  void stream() {
    if (stream == null && !gone) {
      stream = streams.enter(identity().caller().owner());
    }
  }

  /// Lets it count beyond this exchange, which becomes something else.
  ///
  /// @return to be run when that is over
  Runnable keepStream() {
    StreamLimits.Lease kept = Objects.requireNonNull(stream);
    stream = null;
    return kept::release;
  }

  /// Answers with JSON.
  Future<Void> json(int status, JsonObject body) {
    return send(status, "application/json", body);
  }

  /// Answers with JSON of a media type of its own.
  Future<Void> send(int status, String mediaType, JsonObject body) {
    if (gone) {
      return Future.succeededFuture();
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    return response.end(body.toBuffer());
  }

  /// Answers without a body.
  Future<Void> noContent() {
    return gone ? Future.succeededFuture() : response.setStatusCode(204).end();
  }

  /// Answers with the problem. Once the head is out there is no other way to say that the answer is
  /// not whole than to break it off.
  void fail(Throwable cause) {
    if (gone || response.ended()) {
      return;
    }
    if (cause instanceof ClientGone) {
      // The connection may still be there, with a request on it that has no end.
      breakOff();
      return;
    }
    JsonObject problem = problems.of(cause).put("instance", path());
    meters.failed(problem.getString("code"));
    if (response.headWritten()) {
      breakOff();
      return;
    }
    if (cause instanceof FailureException failed
        && failed.failure() instanceof Failure.MethodNotAllowed notAllowed) {
      response.putHeader("Allow", notAllowed.allow());
    }
    if (Objects.equals(problem.getInteger("status"), 401)) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"podbus\"");
    }
    Integer retryAfterMs = problem.getInteger("retryAfterMs");
    if (retryAfterMs != null) {
      response.putHeader("Retry-After", Integer.toString(Math.ceilDiv(retryAfterMs, 1000)));
    }
    int status = Objects.requireNonNullElse(problem.getInteger("status"), 500);
    Future<Void> _ = send(status, "application/problem+json", problem);
  }

  /// Ends the connection without an end of the answer, so that nobody takes it for whole.
  void breakOff() {
    Future<Void> _ = request.connection().close();
  }

  private String path() {
    return Objects.requireNonNullElse(request.path(), "");
  }

  private void over() {
    whenOver.forEach(Runnable::run);
    whenOver.clear();
    if (stream != null) {
      stream.release();
      stream = null;
    }
  }

  private void leave() {
    if (gone || response.ended()) {
      return;
    }
    gone = true;
    trace.left();
    whenGone.forEach(Runnable::run);
    whenGone.clear();
  }
}
