package io.podbus.cluster;

import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.podbus.protocol.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Hands a `create` to the node that is to have the session, and to the next one where that one has
/// no room after all. Owned by the cluster's event loop.
final class Placer {
  private static final int RETRY_AFTER_SECONDS = 1;
  private static final String RUN = "run";

  /// Nobody at a node's own address: it has gone.
  private static final String NOBODY = Problem.kind(new Failure.SessionNotFound("")).code();

  /// What another node may not say.
  private static final Set<String> ELSEWHERE =
      Set.of("too-many-sessions", "rate-limited", "draining", "podman-unavailable", NOBODY);

  /// What a node answered.
  record Answer(JsonObject session, MultiMap headers) {}

  private final Nodes nodes;
  private final NodeCalls calls;
  private final SessionCopies copies;
  private final IntUnaryOperator random;
  private final Meters meters;

  /// @param random a number from 0 to below its argument
  Placer(
      Nodes nodes, NodeCalls calls, SessionCopies copies, IntUnaryOperator random, Meters meters) {
    this.nodes = nodes;
    this.calls = calls;
    this.copies = copies;
    this.random = random;
    this.meters = meters;
  }

  /// Makes the session somewhere.
  ///
  /// @return the answer of the node that took it
  Future<Answer> create(MultiMap headers, JsonObject body) {
    if (headers.contains(Headers.UPLOAD)) {
      // The files that came with the request are here.
      return pass(nodes.own(), headers, body);
    }
    String key = headers.get(Headers.IDEMPOTENCY_KEY);
    if (key == null) {
      return place(headers, body, candidates(body, null));
    }
    return recalled(headers, body)
        .compose(answer ->
            answer != null
                ? Future.succeededFuture(answer)
                : place(headers, body, candidates(body, key)));
  }

  private List<Node> candidates(JsonObject body, @Nullable String key) {
    Placement wanted = wanted(body);
    if (!wanted.constrained() && !RUN.equals(body.getValue("operation", RUN))) {
      return List.of(local(body));
    }
    List<Node> order = wanted.order(nodes.all(), random);
    if (key != null) {
      // The same for all nodes, so that two requests at the same time meet.
      order = new ArrayList<>(order);
      order.sort(Comparator.comparingInt(node -> mixed(key + ' ' + node.name())));
    }
    if (order.isEmpty()) {
      meters.counter(Metric.PLACEMENTS_REFUSED).increment();
      throw new FailureException(nowhere(wanted));
    }
    return order;
  }

  /// FNV-1a, and a last stir: names that differ in their last character are far apart.
  private static int mixed(String text) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x01000193;
    }
    hash ^= hash >>> 15;
    return hash * 0x2c1b3c6d;
  }

  /// Commands to the engine go to that of this node, but for those to a container that a session of
  /// another one has.
  private Node local(JsonObject body) {
    return body.getValue("containerName") instanceof String name
        ? copies.withContainer(name).flatMap(nodes::named).orElse(nodes.own())
        : nodes.own();
  }

  private Failure nowhere(Placement wanted) {
    List<Node> allowed = nodes.all().stream().filter(n -> wanted.allows(n.state())).toList();
    if (allowed.isEmpty()) {
      String pointer = wanted.node() != null ? "/node" : "/nodeLabels";
      return Failure.InvalidOptions.of(pointer, "There is no such node in the cluster.");
    }
    if (allowed.stream().allMatch(Node::away)) {
      return new Failure.NodeUnreachable(
          "The node " + allowed.getFirst().name() + " does not answer.", RETRY_AFTER_SECONDS);
    }
    return new Failure.TooManySessions(
        "All sessions of the cluster are in use.", RETRY_AFTER_SECONDS);
  }

  static Placement wanted(JsonObject body) {
    Map<String, String> labels = new HashMap<>();
    if (body.getValue("nodeLabels") instanceof JsonObject wanted) {
      wanted.forEach(label -> labels.put(label.getKey(), String.valueOf(label.getValue())));
    }
    return new Placement(body.getValue("node") instanceof String node ? node : null, labels);
  }

  private Future<Answer> place(MultiMap headers, JsonObject body, List<Node> order) {
    return pass(order.getFirst(), headers, body)
        .recover(cause -> {
          if (!ELSEWHERE.contains(Problem.code(cause))) {
            return Future.failedFuture(cause);
          }
          if (order.size() > 1) {
            return place(headers, body, order.subList(1, order.size()));
          }
          meters.counter(Metric.PLACEMENTS_REFUSED).increment();
          return Future.failedFuture(
              Problem.code(cause).equals(NOBODY)
                  ? SessionCopies.away(order.getFirst().name())
                  : cause);
        });
  }

  private Future<Answer> pass(Node node, MultiMap headers, JsonObject body) {
    node.placing();
    return calls
        .pass(node.name(), headers, body, NodeCalls.SLOW)
        .onComplete(answer -> node.placed(answer.succeeded()))
        .map(answer -> {
          JsonObject session = (JsonObject) answer.body();
          copies.putIfAbsent(node.name(), session);
          return new Answer(session, answer.headers());
        });
  }

  /// What the key was answered before, wherever that was; null where it is new. A node that does
  /// not answer is not waited for: what it knows is as far away as its sessions.
  private Future<@Nullable Answer> recalled(MultiMap headers, JsonObject body) {
    MultiMap recall = MultiMap.caseInsensitiveMultiMap().addAll(headers);
    recall.set(Action.HEADER, Action.RECALL.wireName());
    List<Future<Message<Object>>> asked =
        nodes.present().stream()
            .map(node -> calls.pass(node.name(), recall, body, NodeCalls.QUICK))
            .toList();
    return Future.join(asked)
        .otherwiseEmpty()
        .compose(_ -> {
          for (Future<Message<Object>> one : asked) {
            if (one.succeeded()
                && one.result().body() instanceof JsonObject found
                && found.getValue("answer") instanceof JsonObject answer) {
              return Future.succeededFuture(new Answer(answer, one.result().headers()));
            }
            if (one.failed() && "invalid-options".equals(Problem.code(one.cause()))) {
              return Future.failedFuture(one.cause());
            }
          }
          return Future.succeededFuture();
        });
  }
}
