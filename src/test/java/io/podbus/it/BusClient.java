package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/// The service over the bus, with nothing but addresses, headers, JSON and buffers.
public final class BusClient {
  private final Vertx vertx;

  public BusClient(Vertx vertx) {
    this.vertx = vertx;
  }

  private Future<Message<Object>> ask(String address, String action, Object body) {
    return vertx.eventBus().request(address, body, options(action));
  }

  private static DeliveryOptions options(String action) {
    return new DeliveryOptions()
        .addHeader("action", action)
        .setSendTimeout(Service.DEADLINE.toMillis());
  }

  public Future<Message<Object>> create(JsonObject options) {
    return ask("podbus.sessions", "create", options);
  }

  /// Creates with one more header.
  public Future<Message<Object>> create(JsonObject options, String header, String value) {
    return vertx
        .eventBus()
        .request("podbus.sessions", options, options("create").addHeader(header, value));
  }

  public Future<Message<Object>> sessions(String action, Object body) {
    return ask("podbus.sessions", action, body);
  }

  public Future<Message<Object>> session(String id, String action, Object body) {
    return ask("podbus.session." + id, action, body);
  }

  public static JsonObject answer(Future<Message<Object>> reply) {
    return (JsonObject) Await.get(reply, Service.DEADLINE, "a reply").body();
  }

  /// The problem with which a request fails.
  public static JsonObject problem(Future<Message<Object>> reply) {
    Await.until(Service.DEADLINE, "a reply", reply::isComplete);
    assertThat(reply.cause()).as("" + reply.result()).isInstanceOf(ReplyException.class);
    ReplyException failure = (ReplyException) reply.cause();
    assertThat(failure.failureCode()).isPositive();
    return new JsonObject(failure.getMessage());
  }
}
