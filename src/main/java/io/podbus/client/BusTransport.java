package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The service over the event bus: addresses, headers, JSON and buffers, as docs/protocol.md has
/// them.
final class BusTransport implements Transport {
  private static final String SESSIONS = "podbus.sessions";
  private static final String SESSION = "podbus.session.";

  /// So much input travels at a time.
  private static final int PIECE = 64 * 1024;

  /// The program has so long to take a piece, by the service's own measure and more.
  private static final Duration TAKE = Duration.ofMinutes(2);

  private final Vertx vertx;
  private final ClientOptions options;

  BusTransport(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public ClientOptions options() {
    return options;
  }

  @Override
  public Future<Answer> ask(Ask ask) {
    return ask(ask, Map.of());
  }

  /// @param headers beside those that every request has
  Future<Answer> ask(Ask ask, Map<String, String> headers) {
    Duration patience = ask.waits().plus(options.requestTimeout());
    DeliveryOptions delivery = delivery(ask.verb().action(), patience);
    ask.idempotencyKey().ifPresent(key -> delivery.addHeader("idempotencyKey", key));
    headers.forEach(delivery::addHeader);
    return request(ask.session().map(id -> SESSION + id).orElse(SESSIONS), ask.body(), delivery);
  }

  /// An action that has no like in HTTP.
  Future<JsonObject> ask(String id, String action, JsonObject body, Duration waits) {
    return request(SESSION + id, body, delivery(action, waits.plus(options.requestTimeout())))
        .map(Answer::body);
  }

  private DeliveryOptions delivery(String action, Duration patience) {
    DeliveryOptions delivery =
        new DeliveryOptions().addHeader("action", action).setSendTimeout(patience.toMillis());
    options
        .token()
        .get()
        .ifPresent(token -> delivery.addHeader("authorization", "Bearer " + token));
    return delivery;
  }

  private Future<Answer> request(String address, Object body, DeliveryOptions delivery) {
    return vertx
        .eventBus()
        .<Object>request(address, body, delivery)
        .map(BusTransport::answer)
        .recover(cause -> Future.failedFuture(failure(address, cause)));
  }

  private static Answer answer(Message<Object> reply) {
    @Nullable String status = reply.headers().get("status");
    return new Answer(
        status == null ? 200 : Integer.parseInt(status),
        reply.body() instanceof JsonObject json ? json : new JsonObject());
  }

  /// What a request failed with.
  static PodbusException failure(String address, Throwable cause) {
    if (!(cause instanceof ReplyException reply)) {
      return PodbusException.wrap(cause);
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS ->
          address.startsWith(SESSION)
              ? PodbusException.of(
                  new JsonObject()
                      .put("code", "session-not-found")
                      .put("status", 404)
                      .put("title", "No such session")
                      .put("detail", "Nobody on the bus has this session."),
                  reply)
              : PodbusException.unreachable("No node of the service is on the bus", reply);
      case TIMEOUT -> PodbusException.unreachable("There was no answer in time", reply);
      case RECIPIENT_FAILURE -> problem(reply);
      case ERROR -> PodbusException.unexpected(0, "The answer cannot be read", reply);
    };
  }

  private static PodbusException problem(ReplyException reply) {
    try {
      return PodbusException.of(new JsonObject(String.valueOf(reply.getMessage())), reply);
    } catch (DecodeException e) {
      return PodbusException.unexpected(0, String.valueOf(reply.getMessage()), reply);
    }
  }

  @Override
  public Future<RunResult> run(SessionRequest request, Duration atMost) {
    return new BusRun(this, request, atMost).start();
  }

  @Override
  public Future<Void> input(String id, Buffer bytes) {
    return input(id, bytes, 0);
  }

  /// One piece after the other has been taken.
  private Future<Void> input(String id, Buffer bytes, int from) {
    int until = Math.min(bytes.length(), from + PIECE);
    if (from == until) {
      return Future.succeededFuture();
    }
    Ask ask = Ask.session(Verb.INPUT, id, bytes.slice(from, until)).waiting(TAKE);
    return ask(ask).compose(_ -> input(id, bytes, until));
  }

  @Override
  public Source<SessionEvent> events(String id, Follow follow, String reader) {
    return (context, from, sink) -> {
      BusFeed feed = new BusFeed(this, id, sink);
      feed.open(follow, from, reader);
      return feed;
    };
  }

  @Override
  public Source<LifecycleEvent> lifecycle() {
    return (context, from, sink) -> {
      BusLifecycle feed = new BusLifecycle(this, sink, from);
      feed.begin();
      return feed;
    };
  }

  /// A page of the lifecycle.
  Future<JsonObject> lifecycle(JsonObject body, Duration waits) {
    return request(SESSIONS, body, delivery("events", waits.plus(options.requestTimeout())))
        .map(Answer::body);
  }

  /// Nobody at a session's address may also mean that its node is away.
  @Override
  public boolean comesBack(PodbusException cause) {
    return cause.retryable() || nobody(cause);
  }

  private static boolean nobody(PodbusException cause) {
    return Optional.ofNullable(cause.getCause())
        .filter(ReplyException.class::isInstance)
        .map(ReplyException.class::cast)
        .filter(reply -> reply.failureType() == ReplyFailure.NO_HANDLERS)
        .isPresent();
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
