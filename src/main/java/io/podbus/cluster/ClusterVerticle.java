package io.podbus.cluster;

import io.podbus.config.ClusterConfig;
import io.podbus.identity.BusCallers;
import io.podbus.ops.CheckResult;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.ops.trace.Correlation;
import io.podbus.ops.trace.RequestScope;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Problem;
import io.podbus.protocol.Scope;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.SessionNodes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The address `podbus.sessions` of a node of a cluster: what concerns one node it hands on, what
/// concerns all it puts together. Deploy one per process, once the node's own manager is there.
public final class ClusterVerticle extends VerticleBase implements Nodes.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterVerticle.class);

  /// Behind a node's name: the log of what the others say of it while it is gone.
  private static final String TOLD_BY_OTHERS = "~";

  /// What the cluster is given.
  ///
  /// @param bus that joined it
  /// @param callers tells who sent a message
  /// @param state what this node says of itself; it may read files
  /// @param retention for how long lost sessions are shown
  /// @param millis the time
  /// @param nanos a monotonic clock
  public record Setting(
      ClusterConfig config,
      ClusteredBus bus,
      BusCallers callers,
      OwnState state,
      Duration retention,
      LongSupplier millis,
      LongSupplier nanos,
      Meters meters) {}

  private final Setting setting;
  private final NodeCalls calls;
  private final Nodes nodes;
  private final SessionCopies copies;
  private final EventFeed feed;
  private final ClusterList list;
  private final Placer placer;
  private final Map<String, NodeFollower> followers = new HashMap<>();

  public ClusterVerticle(Setting setting) {
    this.setting = setting;
    this.calls = new NodeCalls(setting.bus().vertx(), setting.callers());
    this.nodes =
        new Nodes(
            setting.bus().vertx(),
            setting.bus(),
            setting.state()::now,
            setting.config().nodeTimeout(),
            setting.config().lostAfter(),
            setting.nanos(),
            this);
    this.copies = new SessionCopies(nodes, this::unreachable);
    this.feed = new EventFeed(setting.bus().vertx());
    this.list = new ClusterList(nodes, calls, copies);
    this.placer =
        new Placer(
            nodes, calls, copies, n -> ThreadLocalRandom.current().nextInt(n), setting.meters());
  }

  /// Refuses a name that another node has.
  ///
  /// @return fails with one sentence for the operator
  public static Future<Void> claim(ClusteredBus bus, String name, Duration patience) {
    DeliveryOptions options =
        new DeliveryOptions()
            .addHeader(Action.HEADER, Action.CAPABILITIES.wireName())
            .setSendTimeout(patience.toMillis());
    return bus.vertx()
        .eventBus()
        .request(Addresses.node(name), new JsonObject(), options)
        .transform(answer -> {
          // Also a refusal is an answer.
          boolean there =
              answer.succeeded()
                  || (answer.cause() instanceof ReplyException reply && reply.failureCode() > 0);
          return there
              ? Future.failedFuture(
                  new IllegalStateException(
                      "cluster.node: a node of the name %s is in the cluster already"
                          .formatted(name)))
              : Future.succeededFuture();
        });
  }

  @Override
  public Future<?> start() {
    nodes.begin();
    setting.meters().show(Metric.CLUSTER_NODES, () -> nodes.present().size());
    setting.meters().show(Metric.CLUSTER_SESSIONS, copies::size);
    return vertx.eventBus().<Object>consumer(Addresses.SESSIONS, this::act).completion();
  }

  @Override
  public Future<?> stop() {
    followers.values().forEach(NodeFollower::stop);
    return nodes.end(setting.state().last());
  }

  /// Where sessions are. Any thread.
  public SessionNodes sessionNodes() {
    return copies;
  }

  /// Who is there, for readiness. Any thread.
  public CheckResult check() {
    int free = nodes.present().stream().mapToInt(Placement::free).sum();
    List<String> away = nodes.all().stream().filter(Node::away).map(Node::name).sorted().toList();
    return new ClusterCheck(setting.bus()).answer(nodes.present().size(), free, away);
  }

  private void act(Message<Object> message) {
    Correlation.of(message.headers()).ifPresent(RequestScope::enter);
    Future<?> done;
    try {
      done = handle(message);
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onFailure(cause -> message.reply(toReply(cause)));
  }

  private Future<?> handle(Message<Object> message) {
    JsonObject body = message.body() instanceof JsonObject json ? json : null;
    Action action = Action.parse(message.headers().get(Action.HEADER)).orElse(null);
    if (body == null || action == null) {
      return pass(message);
    }
    return switch (action) {
      case CREATE ->
          placer
              .create(message.headers(), body)
              .map(answer -> hand(message, answer.session(), answer.headers()));
      case LIST -> reply(message, list.page(body, message.headers(), caller(message)));
      case EVENTS -> reply(message, feed.read(body, caller(message)));
      case GET -> get(message, body);
      default -> pass(message);
    };
  }

  private Caller caller(Message<?> message) {
    Caller caller = setting.callers().of(message.headers());
    if (!caller.may(Scope.READ)) {
      throw new FailureException(new Failure.Forbidden("This needs the scope \"read\"."));
    }
    return caller;
  }

  /// A session by its id, also one whose node has gone: its own address has nobody then.
  private Future<?> get(Message<Object> message, JsonObject body) {
    Caller caller = caller(message);
    SessionId id =
        SessionId.parse(String.valueOf(body.getValue("id"))).orElseThrow(ClusterVerticle::none);
    Optional<SessionCopy> copy =
        copies.of(id.value()).filter(found -> caller.reaches(found.owner()));
    if (copy.isPresent() && copy.get().lost()) {
      return reply(message, Future.succeededFuture(copy.get().toJson()));
    }
    DeliveryOptions options = new DeliveryOptions();
    message.headers().forEach(each -> options.addHeader(each.getKey(), each.getValue()));
    return copies
        .guard(
            id,
            () ->
                vertx.eventBus().<Object>request(Addresses.session(id), new JsonObject(), options))
        .map(answer -> hand(message, answer));
  }

  private static FailureException none() {
    return new FailureException(new Failure.SessionNotFound("There is no session of this id."));
  }

  private Future<?> pass(Message<Object> message) {
    return calls
        .pass(nodes.own().name(), message.headers(), message.body(), NodeCalls.SLOW)
        .map(answer -> hand(message, answer));
  }

  private static Future<?> reply(Message<Object> message, Future<JsonObject> answer) {
    return answer.onSuccess(message::reply);
  }

  private static boolean hand(Message<Object> message, Message<Object> answer) {
    return hand(message, answer.body(), answer.headers());
  }

  private static boolean hand(Message<Object> message, Object body, MultiMap headers) {
    DeliveryOptions options = new DeliveryOptions();
    headers.forEach(each -> options.addHeader(each.getKey(), each.getValue()));
    message.reply(body, options);
    return true;
  }

  private ReplyException toReply(Throwable cause) {
    ReplyException reply =
        switch (cause) {
          case FailureException failed -> Problem.toReply(failed.failure());
          case ReplyException another when another.failureCode() > 0 -> another;
          default -> {
            String incident = UUID.randomUUID().toString();
            LOG.error("incident {}", incident, cause);
            yield Problem.toReply(
                new Failure.Internal(
                    "Something failed in the cluster. Incident " + incident + "."));
          }
        };
    setting.meters().counter(Metric.BUS_FAILURES, Problem.code(reply)).increment();
    return reply;
  }

  private void unreachable(Node node) {
    context.runOnContext(_ -> nodes.unreachable(node));
  }

  @Override
  public void came(Node node) {
    stopFollowing(node);
    NodeFollower follower =
        new NodeFollower(
            vertx,
            calls,
            node,
            setting.config().nodeTimeout(),
            copies,
            feed.of(node.name()),
            event -> feed.added(event.getJsonObject("session").getString("owner", "")));
    followers.put(node.name(), follower);
    follower.begin();
  }

  @Override
  public void wentAway(Node node) {
    stopFollowing(node);
  }

  @Override
  public void lost(Node node) {
    List<JsonObject> lost = copies.lose(node.name(), setting.millis().getAsLong());
    EventLog log = feed.of(node.name() + TOLD_BY_OTHERS);
    LostEvents.of(feed.of(node.name()).next(), setting.millis().getAsLong(), lost)
        .forEach(event -> {
          log.add(event);
          feed.added(event.getJsonObject("session").getString("owner", ""));
          if (first()) {
            vertx.eventBus().publish(Addresses.EVENTS, event);
          }
        });
    vertx.setTimer(Math.max(1, setting.retention().toMillis()), _ -> forget(node));
  }

  /// Of all nodes that say the same, one says it to those who listen to all.
  private boolean first() {
    return nodes.present().stream()
        .allMatch(other -> other.name().compareTo(nodes.own().name()) >= 0);
  }

  @Override
  public void left(Node node) {
    stopFollowing(node);
    copies.removeAll(node.name());
  }

  private void forget(Node node) {
    if (node.isLost()) {
      nodes.forget(node);
      copies.removeAll(node.name());
      feed.forget(node.name());
      feed.forget(node.name() + TOLD_BY_OTHERS);
    }
  }

  private void stopFollowing(Node node) {
    NodeFollower follower = followers.remove(node.name());
    if (follower != null) {
      follower.stop();
    }
  }
}
