package io.podbus.cluster;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.SessionNodes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is known of every session of the cluster, each as its own node told it last. Bounded by
/// what the nodes keep. Thread-safe; written by the cluster's event loop alone.
final class SessionCopies implements SessionNodes {
  private static final int RETRY_AFTER_SECONDS = 2;

  private final Nodes nodes;
  private final Consumer<Node> unreachable;
  private final Map<String, SessionCopy> copies = new ConcurrentHashMap<>();

  /// @param unreachable told of a node whose session has nobody at its address
  SessionCopies(Nodes nodes, Consumer<Node> unreachable) {
    this.nodes = nodes;
    this.unreachable = unreachable;
  }

  void put(String node, JsonObject session) {
    copies.put(session.getString("id"), SessionCopy.of(node, session));
  }

  /// Of a session that was just made there; what the node has told since is newer.
  void putIfAbsent(String node, JsonObject session) {
    copies.putIfAbsent(session.getString("id"), SessionCopy.of(node, session));
  }

  void remove(String node, String id) {
    copies.computeIfPresent(id, (_, copy) -> copy.node().equals(node) ? null : copy);
  }

  /// Takes these for all that the node has.
  void replace(String node, Map<String, JsonObject> sessions) {
    copies
        .entrySet()
        .removeIf(
            entry -> entry.getValue().node().equals(node) && !sessions.containsKey(entry.getKey()));
    sessions.values().forEach(session -> put(node, session));
  }

  void removeAll(String node) {
    replace(node, Map.of());
  }

  /// Marks all that the node has as lost.
  ///
  /// @return those that had not ended, as they are now
  List<JsonObject> lose(String node, long nowMillis) {
    List<String> living =
        copies.entrySet().stream()
            .filter(entry -> entry.getValue().node().equals(node) && !entry.getValue().ended())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    copies.replaceAll((_, copy) -> copy.node().equals(node) ? copy.lost(nowMillis) : copy);
    return living.stream().flatMap(id -> of(id).stream()).map(SessionCopy::toJson).toList();
  }

  Optional<SessionCopy> of(String id) {
    return Optional.ofNullable(copies.get(id));
  }

  /// All that a node has, in no order.
  List<SessionCopy> at(String node) {
    return copies.values().stream().filter(copy -> copy.node().equals(node)).toList();
  }

  /// The node where a session that has not ended has a container of this name.
  Optional<String> withContainer(String name) {
    return copies.values().stream()
        .filter(copy -> !copy.ended() && copy.containerName().equals(name))
        .map(SessionCopy::node)
        .findFirst();
  }

  int size() {
    return copies.size();
  }

  @Override
  public Optional<JsonObject> lost(SessionId id) {
    return of(id.value()).filter(SessionCopy::lost).map(SessionCopy::toJson);
  }

  @Override
  public <T> Future<T> guard(SessionId id, Supplier<Future<T>> request) {
    SessionCopy copy = copies.get(id.value());
    if (copy == null || copy.node().equals(nodes.own().name())) {
      return request.get();
    }
    Node node = nodes.named(copy.node()).orElse(null);
    if (copy.lost()) {
      return Future.failedFuture(
          new FailureException(
              new Failure.SessionEnded("The session was lost with its node " + copy.node() + ".")));
    }
    if (node == null || node.away()) {
      return Future.failedFuture(away(copy.node()));
    }
    return untilAway(node, request.get())
        .recover(cause -> Future.failedFuture(nobodyThere(cause) ? gone(id, node, cause) : cause));
  }

  /// Nobody is at the address of a session that should be there: its node has just gone, or the
  /// session has, and that is still to be told here.
  private Throwable gone(SessionId id, Node node, Throwable cause) {
    unreachable.accept(node);
    return copies.containsKey(id.value()) ? away(node.name()) : cause;
  }

  private static boolean nobodyThere(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  private static <T> Future<T> untilAway(Node node, Future<T> answer) {
    Context context = Vertx.currentContext();
    if (context == null || answer.isComplete()) {
      return answer;
    }
    Promise<T> first = Promise.promise();
    Runnable giveUp = () -> context.runOnContext(_ -> first.tryFail(away(node.name())));
    node.whenAway.add(giveUp);
    answer.onComplete(result -> {
      node.whenAway.remove(giveUp);
      if (result.succeeded()) {
        first.tryComplete(result.result());
      } else {
        first.tryFail(result.cause());
      }
    });
    if (node.away()) {
      giveUp.run();
    }
    return first.future();
  }

  static FailureException away(String node) {
    return new FailureException(
        new Failure.NodeUnreachable(
            "The node " + node + " has the session and does not answer; ask again.",
            RETRY_AFTER_SECONDS));
  }
}
