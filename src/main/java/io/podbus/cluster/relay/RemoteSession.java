package io.podbus.cluster.relay;

import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Headers;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordFrame;
import io.podbus.protocol.RecordParser;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The session on the node that has it, over the bus. Confined to the relay's event loop.
final class RemoteSession {
  private final EventBus bus;
  private final SessionId id;
  private final Duration patience;
  private final Supplier<@Nullable String> caller;

  /// @param patience how long to wait for an answer
  /// @param caller for whom the relay itself asks, sealed anew; null where nobody is asked that
  RemoteSession(EventBus bus, SessionId id, Duration patience, Supplier<@Nullable String> caller) {
    this.bus = bus;
    this.id = id;
    this.patience = patience;
    this.caller = caller;
  }

  /// What requests fail with where nobody is at the session's address.
  static ReplyException gone() {
    return new ReplyException(ReplyFailure.NO_HANDLERS, "the session's node has gone");
  }

  /// Whether nobody is at the session's address.
  static boolean isGone(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  /// Reads for a reader, in its own name. Waits for less than the reader would, so that it is
  /// noticed in time where the node has gone.
  ///
  /// @param headers of the reader's request
  Future<RecordBatch> read(ReadRequest request, MultiMap headers) {
    Duration longest = patience.dividedBy(4);
    Duration wait = request.waitUpTo().compareTo(longest) < 0 ? request.waitUpTo() : longest;
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(patience.plus(wait).toMillis());
    headers.forEach(header -> options.addHeader(header.getKey(), header.getValue()));
    options
        .addHeader(Action.HEADER, Action.READ.wireName())
        .addHeader(Headers.FORM, Headers.BINARY);
    return bus.request(Addresses.session(id), request.waiting(wait).toJson(), options)
        .map(answer -> batch(answer.body()));
  }

  /// An older node answers in JSON.
  private static RecordBatch batch(Object answer) {
    return answer instanceof Buffer frame
        ? RecordFrame.decode(frame)
        : RecordParser.batch((JsonObject) answer);
  }

  /// Whether it is there: fails where it is not.
  Future<JsonObject> get() {
    return ask(Action.GET, new JsonObject());
  }

  Future<JsonObject> subscribe(String address, long fromSeq, long creditBytes) {
    return ask(
        Action.SUBSCRIBE,
        new JsonObject()
            .put("address", address)
            .put("fromSeq", fromSeq)
            .put("creditBytes", creditBytes)
            .put("gather", false));
  }

  Future<JsonObject> credit(String address, long bytes) {
    return ask(Action.CREDIT, new JsonObject().put("address", address).put("creditBytes", bytes));
  }

  /// Nobody is left to be told of a failure.
  void unsubscribe(String address) {
    Future<?> _ = ask(Action.UNSUBSCRIBE, new JsonObject().put("address", address));
  }

  private Future<JsonObject> ask(Action action, JsonObject body) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(patience.toMillis())
            .addHeader(Action.HEADER, action.wireName());
    String sealed = caller.get();
    if (sealed != null) {
      options.addHeader(Headers.CALLER, sealed);
    }
    return ask(body, options);
  }

  private Future<JsonObject> ask(JsonObject body, DeliveryOptions options) {
    return bus.<JsonObject>request(Addresses.session(id), body, options).map(Message::body);
  }
}
