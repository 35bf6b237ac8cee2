package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// A subscription to a session. No more output than its window is under way or waits here: what the
/// receiver has dealt with is given back as credit.
///
/// A subscriber that hears nothing cannot tell a silent program from a node that has gone. So it
/// asks now and then, by a byte of credit that it keeps back later.
///
/// Confined to the context on which it is opened.
final class BusFeed implements Transport.Feed {
  private static final Duration ANSWER = Duration.ZERO;

  private final BusTransport transport;
  private final String id;
  private final Transport.Sink<SessionEvent> sink;
  private final String address = "podbus-client." + UUID.randomUUID();
  private final MessageConsumer<Object> consumer;
  private final long watch;

  /// Dealt with, and not given back yet; below nought after a question.
  private long owed;

  private boolean quiet;
  private boolean asking;
  private boolean subscribed;
  private boolean over;

  BusFeed(BusTransport transport, String id, Transport.Sink<SessionEvent> sink) {
    this.transport = transport;
    this.id = id;
    this.sink = sink;
    this.consumer = transport.vertx().eventBus().consumer(address);
    long period = Math.max(1, transport.options().silence().toMillis() / 4);
    this.watch = transport.vertx().setPeriodic(period, _ -> watch());
  }

  /// Subscribes, once the bus knows the address.
  ///
  /// @param reader the name of its place, with `block`
  void open(Follow follow, OptionalLong from, String reader) {
    JsonObject body =
        new JsonObject()
            .put("address", address)
            .put("creditBytes", transport.options().windowBytes())
            .put("delivery", follow.delivery());
    from.ifPresent(seq -> body.put("fromSeq", seq));
    follow.stream().ifPresent(name -> body.put("stream", name));
    follow.blockMax().ifPresent(time -> body.put("blockMaxMs", time.toMillis()));
    if (follow.delivery().equals("block")) {
      body.put("reader", reader);
    }
    consumer.handler(this::take);
    consumer
        .completion()
        .compose(_ -> transport.ask(id, "subscribe", body, ANSWER))
        .onSuccess(answer -> {
          subscribed = true;
          sink.opened(Json.optionalNumber(answer, "fromSeq"));
          if (Json.flag(answer, "ended")) {
            sink.ended();
          }
        })
        .onFailure(cause -> broken(PodbusException.wrap(cause)));
  }

  private void take(Message<Object> message) {
    if (over) {
      return;
    }
    quiet = false;
    try {
      Buffer body = message.body() instanceof Buffer bytes ? bytes : Buffer.buffer();
      event(message.headers(), body).ifPresent(event -> sink.event(event, bytes(event)));
    } catch (DecodeException | IllegalArgumentException e) {
      broken(PodbusException.unexpected(0, "A message is none of the service's", e));
    }
  }

  private static int bytes(SessionEvent event) {
    return event instanceof SessionEvent.Output output ? output.bytes().length() : 0;
  }

  private static Optional<SessionEvent> event(MultiMap headers, Buffer body) {
    String type = String.valueOf(headers.get("type"));
    long seq = Long.parseLong(String.valueOf(headers.get("seq")));
    if (!type.equals("output")) {
      return SessionEvent.of(
          type, seq, body.length() == 0 ? new JsonObject() : body.toJsonObject());
    }
    return Optional.of(
        new SessionEvent.Output(
            seq,
            String.valueOf(headers.get("stream")),
            Long.parseLong(String.valueOf(headers.get("offset"))),
            Optional.ofNullable(headers.get("time")).map(Instant::parse),
            body,
            headers.contains("source"),
            Boolean.parseBoolean(headers.get("more"))));
  }

  @Override
  public void taken(int bytes) {
    owed += bytes;
    // A quarter at a time: a message for each would cost as many as there are records.
    if (owed >= Math.max(1, transport.options().windowBytes() / 4)) {
      give(owed);
    }
  }

  private void watch() {
    if (quiet && subscribed && !asking) {
      asking = true;
      give(Math.max(1, owed)).onComplete(_ -> asking = false);
    }
    quiet = true;
  }

  private Future<?> give(long bytes) {
    owed -= bytes;
    return transport
        .ask(
            id,
            "credit",
            new JsonObject().put("address", address).put("creditBytes", bytes),
            ANSWER)
        .onSuccess(_ -> {
          if (!over) {
            sink.alive();
          }
        })
        .onFailure(cause -> broken(PodbusException.wrap(cause)));
  }

  private void broken(PodbusException cause) {
    if (over) {
      return;
    }
    Future<Void> _ = close();
    // The service forgot the subscription, as it does where a message could not be sent.
    sink.broken(
        subscribed && cause.code().equals("not-found")
            ? PodbusException.unreachable("The subscription is gone", cause)
            : cause);
  }

  @Override
  public void pause() {
    // Without credit nothing comes.
  }

  @Override
  public void resume() {
    // Credit is given back event by event.
  }

  @Override
  public Future<Void> close() {
    if (over) {
      return Future.succeededFuture();
    }
    over = true;
    transport.vertx().cancelTimer(watch);
    Future<Void> unsubscribed =
        subscribed
            ? transport
                .ask(id, "unsubscribe", new JsonObject().put("address", address), ANSWER)
                .<Void>mapEmpty()
                .otherwiseEmpty()
            : Future.succeededFuture();
    return Future.join(unsubscribed, consumer.unregister()).<Void>mapEmpty().otherwiseEmpty();
  }
}
