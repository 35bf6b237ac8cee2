package io.podbus.cluster;

import io.podbus.identity.BusCallers;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Headers;
import io.podbus.protocol.Scope;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;

/// Requests to the managers of nodes: in the name of a caller, or in the cluster's own.
///
/// @param callers seals the cluster's own name
record NodeCalls(Vertx vertx, BusCallers callers) {
  /// For what is answered from memory.
  static final Duration QUICK = Duration.ofSeconds(10);

  /// For what needs an engine call.
  static final Duration SLOW = Duration.ofSeconds(80);

  private static final Caller CLUSTER =
      new Caller("podbus-cluster", Set.of(Scope.ADMIN.wireName()));

  /// Asks a node what the cluster itself wants to know, whoever owns it.
  Future<JsonObject> ask(String node, Action action, JsonObject body, Duration timeout) {
    DeliveryOptions options = options(timeout).addHeader(Action.HEADER, action.wireName());
    String name = callers.header(CLUSTER);
    if (name != null) {
      options.addHeader(Headers.CALLER, name);
    }
    return vertx
        .eventBus()
        .<JsonObject>request(Addresses.node(node), body, options)
        .map(Message::body);
  }

  /// Hands a caller's request on to a node, with all that it says of itself.
  Future<Message<Object>> pass(String node, MultiMap headers, Object body, Duration timeout) {
    DeliveryOptions options = options(timeout);
    headers.forEach(header -> options.addHeader(header.getKey(), header.getValue()));
    return vertx.eventBus().request(Addresses.node(node), body, options);
  }

  private static DeliveryOptions options(Duration timeout) {
    return new DeliveryOptions().setSendTimeout(timeout.toMillis());
  }
}
