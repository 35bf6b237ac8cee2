package io.podbus.gateway;

import io.podbus.ops.trace.Correlation;
import io.podbus.ops.trace.RequestScope;
import io.podbus.ops.trace.Span;
import io.podbus.ops.trace.TraceContext;
import io.podbus.ops.trace.Tracer;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives each request its ids and its span. Any thread.
///
/// The ids are the caller's where it names them (`traceparent`, `X-Request-Id`), else new ones; the
/// answer says which.
final class RequestTraces {
  private static final Logger LOG = LoggerFactory.getLogger(RequestTraces.class);
  private static final String REQUEST_ID = "X-Request-Id";

  /// The W3C's header for answers.
  private static final String TRACE_RESPONSE = "traceresponse";

  /// What may stand in a log without doing harm there.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private final Tracer tracer;

  RequestTraces(Tracer tracer) {
    this.tracer = tracer;
  }

  /// A request has come. On its own context.
  Trace begin(HttpServerRequest request) {
    String method = request.method().name();
    Span span =
        tracer.begin(
            method,
            Tracer.Kind.SERVER,
            TraceContext.parse(request.getHeader(Correlation.TRACEPARENT)).orElse(null));
    String given = request.getHeader(REQUEST_ID);
    String id = given != null && ID.matcher(given).matches() ? given : span.context().spanId();
    RequestScope.enter(new Correlation(id, span.context()));
    span.tag("http.request.method", method);
    request
        .response()
        .putHeader(REQUEST_ID, id)
        .putHeader(TRACE_RESPONSE, span.context().traceparent());
    return new Trace(method, span);
  }

  /// One request under way.
  record Trace(String method, Span span) {
    /// The path of the contract that it has.
    void route(String template) {
      span.name(method + " " + template);
      span.tag("http.route", template);
    }

    /// The head of its answer is out.
    void answered(String route, int status, long millis) {
      span.tag("http.response.status_code", status);
      if (status >= 500) {
        span.failed(Integer.toString(status));
      }
      span.end();
      if (LOG.isDebugEnabled()) {
        LOG.atDebug()
            .addKeyValue("status", status)
            .addKeyValue("ms", millis)
            .log("{} {}", method, route);
      }
    }

    /// The client has gone before that; harmless after it.
    void left() {
      span.failed("client-gone");
      span.end();
    }
  }
}
