package io.podbus.session;

import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Headers;
import io.podbus.protocol.Scope;
import io.podbus.protocol.SessionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions of this process, live ones and ended ones whose output is still kept.
///
/// Owned by the manager's event loop, except where a method says otherwise.
final class SessionRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);

  private static final Set<String> READ = Set.of(Scope.READ.wireName());

  private final SessionServices services;
  private final Context context;
  private final Map<SessionId, SessionEntry> entries = new LinkedHashMap<>();
  private final LiveSessions live;
  private final RecoveredSessions recovered;
  private final AtomicInteger size = new AtomicInteger();
  private long nextNumber = 1;
  private boolean makingRoom;
  private Duration drainGrace = Duration.ZERO;

  SessionRegistry(SessionServices services) {
    this.services = services;
    this.live = new LiveSessions(services.config().sessions().max());
    this.recovered = new RecoveredSessions(services);
    this.context = services.vertx().getOrCreateContext();
  }

  /// Deploys a session's verticle, in a place that was taken for it.
  ///
  /// @return the session as it is when its client is spawned, or when it has to wait for that
  Future<JsonObject> add(SessionPlan plan) {
    SessionVerticle verticle =
        new SessionVerticle(
            services,
            plan,
            _ -> context.runOnContext(_ -> ended(plan.id())),
            () -> purgeFromElsewhere(plan.id()));
    SessionEntry entry = new SessionEntry(nextNumber++, plan, verticle);
    entries.put(plan.id(), entry);
    size.set(entries.size());
    return services
        .vertx()
        .deployVerticle(verticle)
        .onFailure(_ -> forget(entry))
        .compose(deploymentId -> {
          entry.deploymentId = deploymentId;
          if (live.draining()) {
            drain(entry);
          }
          if (entry.purged) {
            services.vertx().undeploy(deploymentId);
          }
          return show(entry);
        });
  }

  private void forget(SessionEntry entry) {
    Future<Void> _ = services.journals().remove(entry.plan.id());
    if (entries.remove(entry.plan.id()) != null && !entry.ended) {
      entry.ended = true;
      live.leave();
      services.limits().leave(entry.plan.owner(), entry.plan.retainBytes());
    }
    size.set(entries.size());
  }

  private void ended(SessionId id) {
    SessionEntry entry = entries.get(id);
    if (entry == null || entry.ended) {
      return;
    }
    entry.ended = true;
    live.leave();
    services.limits().leave(entry.plan.owner(), entry.plan.retainBytes());
    long retention = services.config().sessions().retention().toMillis();
    services.vertx().setTimer(Math.max(1, retention), _ -> purge(id));
    makeRoom();
  }

  /// Lets the oldest ended sessions go where there are too many, or while their output is too much:
  /// one after the other, because a journal gives its room back only when its session is gone.
  private void makeRoom() {
    if (makingRoom) {
      return;
    }
    long ended = recovered.size();
    ended += entries.values().stream().filter(entry -> entry.ended).count();
    boolean tooMany = ended > services.config().sessions().maxEnded();
    if (!tooMany && !services.journals().exceeded()) {
      return;
    }
    oldestEnded()
        .ifPresent(oldest -> {
          makingRoom = true;
          purge(oldest)
              .onComplete(_ ->
                  context.runOnContext(_ -> {
                    makingRoom = false;
                    makeRoom();
                  }));
        });
  }

  private Optional<SessionId> oldestEnded() {
    return recovered
        .oldest()
        .or(() ->
            entries.values().stream()
                .filter(entry -> entry.ended)
                .findFirst()
                .map(entry -> entry.plan.id()));
  }

  /// [#purge] for callers on other threads.
  private Future<Void> purgeFromElsewhere(SessionId id) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> purge(id).onComplete(done));
    return done.future();
  }

  /// @return completes when nothing of it is in memory any more
  private Future<Void> purge(SessionId id) {
    SessionEntry entry = entries.get(id);
    if (entry == null) {
      return recovered.purge(id);
    }
    if (!entry.ended || entry.purged) {
      return Future.succeededFuture();
    }
    entry.purged = true;
    entries.remove(id);
    size.set(entries.size());
    tellPurged(services, entry);
    if (entry.plan.keepsContainer()) {
      SessionEngine.of(services, entry.plan)
          .reaper()
          .remove(entry.plan.command().containerName())
          .onFailure(e -> LOG.warn("session {}: its container stays: {}", id, e.getMessage()))
          .eventually(() -> removeFolders(List.of(id)));
    }
    return entry.deploymentId == null
        ? Future.succeededFuture()
        : services
            .vertx()
            .undeploy(entry.deploymentId)
            .compose(_ -> services.journals().remove(id));
  }

  /// When this process ends, and with it the containers that were kept. Any thread.
  Future<Void> removeKeptFolders() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ ->
        removeFolders(
                entries.values().stream()
                    .filter(entry -> entry.ended && entry.plan.keepsContainer())
                    .map(SessionEntry::id)
                    .toList())
            .onComplete(done));
    return done.future();
  }

  /// The folder of a container that was kept went on as long as that. Never fails.
  private Future<Void> removeFolders(List<SessionId> of) {
    return services
        .vertx()
        .executeBlocking(() -> {
          of.forEach(services.state()::remove);
          return (Void) null;
        })
        .onFailure(e -> LOG.warn("folders of sessions stay: {}", e.toString()))
        .otherwiseEmpty();
  }

  static void tellPurged(SessionServices services, Listed session) {
    services
        .lifecycle()
        .tell(
            "session.purged",
            new JsonObject().put("id", session.id().value()).put("owner", session.owner()));
  }

  /// What an earlier process left.
  RecoveredSessions recovered() {
    return recovered;
  }

  /// The page of sessions that a `list` asks for, newest first.
  Future<JsonObject> list(JsonObject body, Caller caller) {
    ListQuery query = ListQuery.parse(body);
    List<Listed> newestFirst = new ArrayList<>(entries.values().stream().toList().reversed());
    newestFirst.addAll(recovered.listed());
    List<Listed> page = new ArrayList<>();
    boolean more = false;
    for (Listed entry : newestFirst) {
      if (caller.reaches(entry.owner()) && query.matches(entry)) {
        if (page.size() == query.limit()) {
          more = true;
          break;
        }
        page.add(entry);
      }
    }
    String nextCursor = more ? ListQuery.cursor(page.getLast()) : null;
    List<Future<JsonObject>> asked =
        page.stream().map(entry -> show(entry).otherwiseEmpty()).toList();
    return Future.join(asked)
        .map(_ -> {
          JsonArray sessions = new JsonArray();
          JsonArray cursors = new JsonArray();
          for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).result() != null) {
              sessions.add(asked.get(i).result());
              cursors.add(ListQuery.cursor(page.get(i)));
            }
          }
          JsonObject answer =
              new JsonObject().put("sessions", sessions).put("nextCursor", nextCursor);
          return query.cursors() ? answer.put("cursors", cursors) : answer;
        });
  }

  private Future<JsonObject> show(Listed session) {
    DeliveryOptions options = new DeliveryOptions().addHeader(Action.HEADER, Action.GET.wireName());
    String owner = services.callers().header(new Caller(session.owner(), READ));
    if (owner != null) {
      options.addHeader(Headers.CALLER, owner);
    }
    return services
        .vertx()
        .eventBus()
        .<JsonObject>request(Addresses.session(session.id()), new JsonObject(), options)
        .map(Message::body);
  }

  /// Whether a live session of this owner has a container of this name.
  boolean hasContainer(String containerName, String owner) {
    for (SessionEntry entry : entries.values()) {
      if (!entry.ended
          && entry.plan.hasContainer()
          && entry.plan.owner().equals(owner)
          && entry.plan.command().containerName().equals(containerName)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a live session of ours has a container of this name.
  boolean usesName(String containerName) {
    return ofContainer(containerName).isPresent();
  }

  /// The live session of ours that has a container of this name.
  Optional<SessionPlan> ofContainer(String containerName) {
    return entries.values().stream()
        .filter(entry -> !entry.ended)
        .map(entry -> entry.plan)
        .filter(plan -> plan.hasContainer() && plan.command().containerName().equals(containerName))
        .findFirst();
  }

  /// What a session is to do; nothing where it has gone.
  Optional<SessionPlan> plan(SessionId id) {
    return Optional.ofNullable(entries.get(id)).map(entry -> entry.plan);
  }

  /// Whether a container of this session may be there: it runs, or its caller wants to keep it.
  boolean mayHaveContainer(String sessionId) {
    return SessionId.parse(sessionId)
        .flatMap(id -> Optional.ofNullable(entries.get(id)))
        .map(entry -> !entry.ended || entry.plan.keepsContainer())
        .orElse(false);
  }

  /// The places for live sessions.
  LiveSessions live() {
    return live;
  }

  /// Ends all sessions. Any thread.
  ///
  /// @return completes when all have ended, or most of that time is over
  Future<Void> drain(Duration timeout) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> {
      live.drain().onSuccess(_ -> done.tryComplete());
      drainGrace = timeout.dividedBy(3);
      entries.values().stream().filter(entry -> !entry.ended).forEach(this::drain);
    });
    services
        .vertx()
        .setTimer(
            Math.max(1, timeout.minus(timeout.dividedBy(6)).toMillis()),
            _ -> {
              if (done.tryComplete()) {
                LOG.error("{} sessions could not be ended in time", live.count());
              }
            });
    return done.future();
  }

  private void drain(SessionEntry entry) {
    Session session = entry.verticle.session();
    if (session != null) {
      Duration own = entry.plan.closeGrace();
      Duration grace = own.compareTo(drainGrace) < 0 ? own : drainGrace;
      session.context().runOnContext(_ -> session.stop(StopCause.DRAINED, grace));
    }
  }

  /// All sessions, kept ones included. Any thread.
  int size() {
    return size.get() + recovered.size();
  }
}
