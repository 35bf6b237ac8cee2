package io.podbus.gateway.reading;

import io.podbus.ops.trace.Correlation;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/// The requests that the gateway makes of sessions and their manager. Any thread.
public final class SessionBus {
  /// For what is answered from memory.
  public static final Duration QUICK = Duration.ofSeconds(30);

  /// For what needs an engine call, and for input, whose own limit (30 s by default) must be able
  /// to run out first.
  public static final Duration SLOW = Duration.ofSeconds(90);

  private final EventBus bus;

  public SessionBus(EventBus bus) {
    this.bus = bus;
  }

  /// Asks the manager of sessions.
  public Future<Message<JsonObject>> sessions(
      Action action, JsonObject body, Map<String, String> headers, Duration timeout) {
    return bus.request(Addresses.SESSIONS, body, options(action, headers, timeout));
  }

  /// Asks one session.
  ///
  /// @param body JSON or a buffer
  public Future<Message<JsonObject>> session(
      SessionId id, Action action, Object body, Map<String, String> headers, Duration timeout) {
    return bus.request(Addresses.session(id), body, options(action, headers, timeout));
  }

  /// Asks one session, for its answer alone.
  public Future<JsonObject> session(SessionId id, Action action, Object body, Duration timeout) {
    return session(id, action, body, Map.of(), timeout).map(Message::body);
  }

  /// The session as it is now.
  public Future<JsonObject> get(SessionId id) {
    return session(id, Action.GET, new JsonObject(), QUICK);
  }

  /// An ended session with what it came to; fails where the session was a one-shot that failed.
  public Future<JsonObject> result(SessionId id) {
    return session(id, Action.RESULT, new JsonObject(), SLOW);
  }

  /// Pulls records.
  public Future<RecordBatch> read(SessionId id, ReadRequest request) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setSendTimeout(request.waitUpTo().plus(QUICK).toMillis());
    return bus.<RecordBatch>request(Addresses.localRead(id), request, options).map(Message::body);
  }

  /// Gives up a reader's place. A session that is gone has no places: its failure means nothing.
  public void release(SessionId id, String reader, boolean detached) {
    JsonObject body = new JsonObject().put("reader", reader).put("detached", detached);
    Future<?> _ = session(id, Action.RELEASE, body, QUICK);
  }

  private static DeliveryOptions options(
      Action action, Map<String, String> headers, Duration timeout) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
    options.addHeader(Action.HEADER, action.wireName());
    headers.forEach(options::addHeader);
    Correlation.pass(options);
    return options;
  }
}
