package io.podbus.gateway.reading;

import io.podbus.ops.trace.Correlation;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.SessionNodes;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The requests that the gateway makes of sessions and their manager for one caller, whom the other
/// side judges by. Confined to the context of the verticle.
public final class SessionBus {
  /// For what is answered from memory.
  public static final Duration QUICK = Duration.ofSeconds(30);

  /// For what needs an engine call, and for input, whose own limit (30 s by default) must be able
  /// to run out first.
  public static final Duration SLOW = Duration.ofSeconds(90);

  private final EventBus bus;
  private final CallerName caller;
  private final SessionNodes nodes;

  /// @param nodes where sessions are
  /// @param caller for whom the requests are
  public SessionBus(EventBus bus, SessionNodes nodes, CallerName caller) {
    this.bus = bus;
    this.nodes = nodes;
    this.caller = caller;
  }

  /// Asks this node's manager of sessions.
  public Future<Message<JsonObject>> sessions(
      Action action, JsonObject body, Map<String, String> headers, Duration timeout) {
    // Of this node: where it has to go from there is the cluster's to know, and a file that came
    // with the request is here.
    return send(() ->
        bus.request(
            Addresses.SESSIONS,
            body,
            options(action, headers, timeout, caller.current()).setLocalOnly(true)));
  }

  /// Asks one session.
  ///
  /// @param body JSON or a buffer
  public Future<Message<JsonObject>> session(
      SessionId id, Action action, Object body, Map<String, String> headers, Duration timeout) {
    return nodes.guard(
        id,
        () ->
            send(() ->
                bus.request(
                    Addresses.session(id),
                    body,
                    options(action, headers, timeout, caller.current()))));
  }

  /// Asks one session, for its answer alone.
  public Future<JsonObject> session(SessionId id, Action action, Object body, Duration timeout) {
    return session(id, action, body, Map.of(), timeout).map(Message::body);
  }

  /// The session as it is now.
  public Future<JsonObject> get(SessionId id) {
    return nodes.lost(id).isPresent()
        ? sessions(Action.GET, new JsonObject().put("id", id.value()), Map.of(), QUICK)
            .map(Message::body)
        : session(id, Action.GET, new JsonObject(), QUICK);
  }

  /// An ended session with what it came to; fails where the session was a one-shot that failed.
  public Future<JsonObject> result(SessionId id) {
    return session(id, Action.RESULT, new JsonObject(), SLOW);
  }

  /// Pulls records. Where this node does not have the session and is one of a cluster, through a
  /// relay.
  public Future<RecordBatch> read(SessionId id, ReadRequest request) {
    return nodes.guard(id, () -> relayed(id, request));
  }

  private Future<RecordBatch> relayed(SessionId id, ReadRequest request) {
    return readHere(id, request)
        .recover(cause ->
            nobody(cause)
                ? relay(id, cause).compose(_ -> readHere(id, request))
                : Future.failedFuture(cause));
  }

  private static boolean nobody(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /// Has a relay opened.
  ///
  /// @param cause why; and what the read fails with where there are no relays
  private Future<?> relay(SessionId id, Throwable cause) {
    return send(() ->
            bus.request(
                Addresses.RELAYS,
                id.value(),
                named(
                    new DeliveryOptions().setLocalOnly(true).setSendTimeout(QUICK.toMillis()),
                    caller.current())))
        .recover(failed -> Future.failedFuture(nobody(failed) ? cause : failed));
  }

  private Future<RecordBatch> readHere(SessionId id, ReadRequest request) {
    return send(() ->
            bus.<RecordBatch>request(
                Addresses.localRead(id),
                request,
                named(
                    new DeliveryOptions()
                        .setLocalOnly(true)
                        .setSendTimeout(request.waitUpTo().plus(QUICK).toMillis()),
                    caller.current())))
        .map(Message::body);
  }

  /// Gives up a reader's place. A session that is gone has no places: its failure means nothing.
  public void release(SessionId id, String reader, boolean detached) {
    leave(id, Action.RELEASE, new JsonObject().put("reader", reader).put("detached", detached));
  }

  /// Gives up a wait for output, in the same way.
  public void giveUp(SessionId id, String waiter) {
    leave(id, Action.RELEASE, new JsonObject().put("waiter", waiter));
  }

  /// Ends a session that was for a client which has gone. Nobody is left to be told of a failure.
  public void abandon(SessionId id) {
    leave(id, Action.CLOSE, new JsonObject());
  }

  /// What a caller leaves behind is taken away also where its proof holds no longer.
  private void leave(SessionId id, Action action, JsonObject body) {
    DeliveryOptions options = options(action, Map.of(), SLOW, caller.evenIfExpired());
    Future<?> _ = bus.request(Addresses.session(id), body, options);
  }

  private static <T> Future<T> send(Supplier<Future<T>> request) {
    try {
      return request.get();
    } catch (FailureException e) {
      return Future.failedFuture(e);
    }
  }

  private static DeliveryOptions named(DeliveryOptions options, @Nullable String name) {
    return name == null ? options : options.addHeader(Headers.CALLER, name);
  }

  private static DeliveryOptions options(
      Action action, Map<String, String> headers, Duration timeout, @Nullable String name) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
    options.addHeader(Action.HEADER, action.wireName());
    headers.forEach(options::addHeader);
    Correlation.pass(options);
    return named(options, name);
  }
}
