package io.podbus.session.relay;

import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.Headers;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The session that is shown, over the bus: it lives on a loop of its own in this process.
///
/// Answers come on the context of the caller.
public final class OtherSession {
  private static final int PAGE_BYTES = 256 * 1024;
  private static final Duration QUICK = Duration.ofSeconds(30);

  private final EventBus bus;
  private final SessionId id;
  private final Duration inputTimeout;
  private final Supplier<@Nullable String> caller;

  /// @param inputTimeout how long the session itself lets input wait
  /// @param caller who asks, sealed anew for each request; null where nobody is asked that
  public OtherSession(
      EventBus bus, SessionId id, Duration inputTimeout, Supplier<@Nullable String> caller) {
    this.bus = bus;
    this.id = id;
    this.inputTimeout = inputTimeout;
    this.caller = caller;
  }

  Future<JsonObject> get() {
    return ask(Action.GET, new JsonObject(), QUICK);
  }

  Future<RecordBatch> read(From from, Duration waitUpTo) {
    return bus.<RecordBatch>request(
            Addresses.localRead(id),
            new ReadRequest(null, from, null, PAGE_BYTES, waitUpTo, Delivery.RETAINED, null),
            options(waitUpTo.plus(QUICK)).setLocalOnly(true))
        .map(Message::body);
  }

  /// Types into it.
  Future<JsonObject> input(Buffer bytes) {
    return ask(Action.INPUT, bytes, inputTimeout.plus(QUICK));
  }

  Future<JsonObject> endInput() {
    return ask(Action.EOF, new JsonObject(), inputTimeout.plus(QUICK));
  }

  Future<JsonObject> resize(int rows, int cols) {
    return ask(Action.RESIZE, new JsonObject().put("rows", rows).put("cols", cols), QUICK);
  }

  private Future<JsonObject> ask(Action action, Object body, Duration timeout) {
    return bus.<JsonObject>request(
            Addresses.session(id),
            body,
            options(timeout).addHeader(Action.HEADER, action.wireName()))
        .map(Message::body);
  }

  private DeliveryOptions options(Duration timeout) {
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
    String sealed = caller.get();
    return sealed == null ? options : options.addHeader(Headers.CALLER, sealed);
  }
}
