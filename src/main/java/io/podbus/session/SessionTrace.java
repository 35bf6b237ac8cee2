package io.podbus.session;

import io.podbus.ops.trace.Correlation;
import io.podbus.ops.trace.RequestScope;
import io.podbus.ops.trace.Span;
import io.podbus.ops.trace.TraceContext;
import io.podbus.ops.trace.Tracer;
import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// The course of one session as operators see it: a span for its life with one for each of its
/// steps, and a line of the log when it is admitted and when it has ended, all with the ids of the
/// request that made it.
///
/// Begun by its admission, from then on owned by the session's event loop.
final class SessionTrace {
  private static final Logger LOG = LoggerFactory.getLogger(SessionTrace.class);

  private final Tracer tracer;
  private final @Nullable String request;
  private final Span life;
  private Span step;
  private @Nullable Span firstByte;
  private String session = "";

  private SessionTrace(Tracer tracer, @Nullable String request, Span life) {
    this.tracer = tracer;
    this.request = request;
    this.life = life;
    this.step = below("validate");
  }

  /// A session is asked for. Its first step is the check of its options.
  static SessionTrace begin(Tracer tracer) {
    Optional<Correlation> asked = RequestScope.current();
    Span life =
        tracer.begin("session", Tracer.Kind.INTERNAL, asked.map(Correlation::trace).orElse(null));
    return new SessionTrace(tracer, asked.map(Correlation::request).orElse(null), life);
  }

  /// What belongs to no request: a session of an earlier process.
  static SessionTrace none() {
    return begin(new Tracer.Off(_ -> {}));
  }

  private Span below(String name) {
    return tracer.begin(name, Tracer.Kind.INTERNAL, life.context());
  }

  /// The place in the trace that the session has.
  TraceContext context() {
    return life.context();
  }

  /// It was not admitted.
  void refused(String code) {
    step.failed(code);
    step.end();
    life.failed(code);
    life.end();
  }

  /// It is there.
  void admitted(SessionId id, String operation) {
    session = id.value();
    life.tag("podbus.session", session);
    life.tag("podbus.operation", operation);
    step("queue");
    line().addKeyValue("operation", operation).log("session admitted");
  }

  private void step(String name) {
    step.end();
    step = below(name);
  }

  /// It is in another state.
  void moved(SessionState to) {
    switch (to) {
      case QUEUED -> step("queue");
      case PULLING -> step("pull");
      case LAUNCHING -> step("spawn");
      case RUNNING -> step("run");
      case PAUSED -> step("paused");
      case STOPPING -> step("stop");
      case EXITED, FAILED -> step.end();
    }
  }

  /// Its client is there; the program is not, yet.
  void spawned() {
    step("start");
    if (firstByte == null) {
      firstByte = below("first byte");
    }
  }

  /// The program has written something.
  void wrote() {
    if (firstByte != null) {
      firstByte.end();
    }
  }

  /// It has ended.
  void ended(JsonObject exit, long millis) {
    String reason = exit.getString("reason");
    life.tag("podbus.exit.reason", reason);
    Integer code = exit.getInteger("code");
    if (code != null) {
      life.tag("podbus.exit.code", code);
    }
    if (reason.endsWith("-error")) {
      life.failed(reason);
    }
    step.end();
    life.end();
    LoggingEventBuilder line = line().addKeyValue("reason", reason);
    if (code != null) {
      line = line.addKeyValue("code", code);
    }
    line.addKeyValue("ms", millis).log("session ended");
  }

  private LoggingEventBuilder line() {
    return LOG.atInfo()
        .addKeyValue("session", session)
        .addKeyValue("request", Objects.requireNonNullElse(request, life.context().spanId()))
        .addKeyValue("trace", life.context().traceId());
  }
}
