package io.podbus.ops.trace;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Optional;

/// By what a request is found again in logs and traces. It goes with the request over the bus.
/// Immutable.
///
/// @param request the request's id: the caller's, or one of ours
/// @param trace where in which trace it stands
public record Correlation(String request, TraceContext trace) {
  /// The header of messages with the request's id.
  public static final String REQUEST = "request";

  /// The header of messages with the trace.
  public static final String TRACEPARENT = "traceparent";

  /// What a message says, if it says both.
  public static Optional<Correlation> of(MultiMap headers) {
    String request = headers.get(REQUEST);
    return TraceContext.parse(headers.get(TRACEPARENT))
        .map(trace -> new Correlation(request == null ? trace.spanId() : request, trace));
  }

  /// Gives a message what the current request has; nothing where there is none.
  public static void pass(DeliveryOptions options) {
    Optional<Correlation> current = RequestScope.current();
    if (current.isPresent()) {
      options.addHeader(REQUEST, current.get().request());
      options.addHeader(TRACEPARENT, current.get().trace().traceparent());
    }
  }
}
