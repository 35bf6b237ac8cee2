package io.podbus.cluster;

import io.podbus.protocol.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is there: the heartbeats of this node, and what it hears of the others'.
///
/// Owned by the cluster's event loop, but for what says otherwise.
final class Nodes {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

  /// How many heartbeats fit into the time after which a silent node is away.
  private static final int BEATS = 5;

  /// What is done when something becomes of a node. On the cluster's event loop.
  interface Listener {
    /// It is there, for the first time, again, or as another process.
    void came(Node node);

    /// It does not answer.
    void wentAway(Node node);

    /// It has been away for too long.
    void lost(Node node);

    /// It said that it goes.
    void left(Node node);
  }

  private final Vertx vertx;
  private final ClusteredBus bus;
  private final Supplier<NodeState> tell;
  private final Node own;
  private final Duration timeout;
  private final Duration lostAfter;
  private final LongSupplier nanos;
  private final Listener listener;
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private long timer;
  private @Nullable MessageConsumer<JsonObject> consumer;

  /// @param tell what this node says of itself now; any thread, it may read files
  /// @param nanos a monotonic clock
  Nodes(
      Vertx vertx,
      ClusteredBus bus,
      Supplier<NodeState> tell,
      Duration timeout,
      Duration lostAfter,
      LongSupplier nanos,
      Listener listener) {
    this.vertx = vertx;
    this.bus = bus;
    this.tell = tell;
    this.own = new Node(tell.get(), nanos.getAsLong());
    nodes.put(own.name(), own);
    this.timeout = timeout;
    this.lostAfter = lostAfter;
    this.nanos = nanos;
    this.listener = listener;
  }

  /// Begins to tell and to listen.
  void begin() {
    listener.came(own);
    consumer = vertx.eventBus().consumer(Addresses.NODES, message -> heardOf(message.body()));
    beat();
    timer = vertx.setPeriodic(Math.max(1, timeout.toMillis() / BEATS), _ -> tick());
  }

  /// The last word of this node.
  ///
  /// @return completes when it is on its way
  Future<Void> end(NodeState last) {
    vertx.cancelTimer(timer);
    if (consumer != null) {
      consumer.unregister();
    }
    return vertx.eventBus().<JsonObject>publisher(Addresses.NODES).write(last.toJson());
  }

  /// All that are known, this one included. Any thread.
  List<Node> all() {
    return List.copyOf(nodes.values());
  }

  /// This one. Any thread.
  Node own() {
    return own;
  }

  /// Those that answer, this one included. Any thread.
  List<Node> present() {
    return nodes.values().stream().filter(node -> !node.away()).toList();
  }

  /// The node of this name. Any thread.
  Optional<Node> named(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  private void tick() {
    beat();
    long now = nanos.getAsLong();
    HashSet<String> members = new HashSet<>(bus.manager().getNodes());
    for (Node node : all()) {
      if (node == own) {
        continue;
      }
      boolean silent = node.silentNanos(now) > timeout.toNanos();
      if (!node.away() && (silent || node.memberGone(members))) {
        away(node, silent ? "silent" : "its member is gone");
      }
      node.awayNanos(now)
          .filter(since -> since > lostAfter.toNanos())
          .ifPresent(_ -> {
            node.markLost();
            LOG.warn("node {} has been away for too long: its sessions are lost", node.name());
            listener.lost(node);
          });
    }
  }

  /// It has been lost for so long that nobody need know of it.
  void forget(Node node) {
    nodes.remove(node.name(), node);
  }

  /// A message found nobody there.
  void unreachable(Node node) {
    if (!node.away() && !bus.manager().getNodes().contains(node.state().member())) {
      away(node, "nobody is there");
    }
  }

  private void away(Node node, String why) {
    LOG.warn("node {} is away: {}", node.name(), why);
    node.goAway(nanos.getAsLong());
    listener.wentAway(node);
  }

  private void beat() {
    vertx
        .executeBlocking(tell::get)
        .onSuccess(state -> {
          own.heard(state, nanos.getAsLong());
          vertx.eventBus().publish(Addresses.NODES, state.toJson());
        })
        .onFailure(e -> LOG.error("this node could not tell of itself", e));
  }

  private void heardOf(JsonObject message) {
    Optional<NodeState> state = NodeState.parse(message);
    NodeState self = own.state();
    if (state.isEmpty() || state.get().instance().equals(self.instance())) {
      return;
    }
    if (state.get().name().equals(self.name())) {
      LOG.error(
          "another node is called {} as well: its sessions cannot be told from ours", self.name());
      return;
    }
    heard(state.get());
  }

  private void heard(NodeState state) {
    Node known = nodes.get(state.name());
    if (state.leaving()) {
      if (known != null && known.state().instance().equals(state.instance())) {
        nodes.remove(state.name());
        known.whenAway.forEach(Runnable::run);
        LOG.info("node {} has left", state.name());
        listener.left(known);
      }
      return;
    }
    if (known == null) {
      Node fresh = new Node(state, nanos.getAsLong());
      nodes.put(state.name(), fresh);
      LOG.info("node {} is there, version {}", state.name(), state.version());
      listener.came(fresh);
    } else if (known.heard(state, nanos.getAsLong())) {
      LOG.info("node {} is back", state.name());
      listener.came(known);
    }
  }
}
