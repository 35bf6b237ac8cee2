package io.podbus.session;

import io.podbus.protocol.SessionId;
import io.podbus.session.journal.Recovered;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions that an earlier process left, until their retention time is over.
///
/// Owned by the manager's event loop.
final class RecoveredSessions {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveredSessions.class);

  private record Kept(RecoveredVerticle verticle, String deploymentId) {}

  private final SessionServices services;
  private final Context context;

  private final AtomicInteger size = new AtomicInteger();

  /// Oldest first.
  private final Map<SessionId, Kept> sessions = new LinkedHashMap<>();

  RecoveredSessions(SessionServices services) {
    this.services = services;
    this.context = services.vertx().getOrCreateContext();
  }

  /// Makes them readable again, but for those whose time is over: these go.
  Future<Void> deploy(List<Recovered> found) {
    long now = services.clock().now();
    long retention = services.config().sessions().retention().toMillis();
    List<Recovered> oldestFirst =
        found.stream()
            .sorted(Comparator.comparing(each -> each.session().getString("createdAt", "")))
            .toList();
    int surplus = found.size() - services.config().sessions().maxEnded();
    List<Future<?>> deployed = new ArrayList<>();
    int lost = 0;
    for (int i = 0; i < oldestFirst.size(); i++) {
      Recovered each = oldestFirst.get(i);
      JsonObject session = RecoveredSession.end(each, now);
      long left = RecoveredSession.left(session, now, retention);
      if (left <= 0 || i < surplus) {
        deployed.add(services.journals().discard(each));
        continue;
      }
      lost += session.getString("state", "").equals("lost") ? 1 : 0;
      deployed.add(deploy(each, session, i - oldestFirst.size() + 1L, left));
    }
    if (!found.isEmpty()) {
      LOG.info("an earlier run left {} sessions, {} of them had not ended", found.size(), lost);
    }
    return Future.join(deployed).mapEmpty();
  }

  private Future<Void> deploy(Recovered found, JsonObject session, long number, long left) {
    RecoveredVerticle verticle =
        new RecoveredVerticle(
            services, found, session, number, () -> purgeFromElsewhere(found.id()));
    return services
        .vertx()
        .deployVerticle(verticle)
        .onSuccess(deploymentId -> {
          sessions.put(found.id(), new Kept(verticle, deploymentId));
          size.set(sessions.size());
          services.vertx().setTimer(Math.max(1, left), _ -> purge(found.id()));
        })
        .onFailure(e -> LOG.error("session {} cannot be shown again", found.id(), e))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private Future<Void> purgeFromElsewhere(SessionId id) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> purge(id).onComplete(done));
    return done.future();
  }

  /// @return completes when nothing of it is left
  Future<Void> purge(SessionId id) {
    Kept kept = sessions.remove(id);
    if (kept == null) {
      return Future.succeededFuture();
    }
    size.set(sessions.size());
    SessionRegistry.tellPurged(services, kept.verticle());
    return services
        .vertx()
        .undeploy(kept.deploymentId())
        .compose(_ -> services.journals().remove(id));
  }

  /// Newest first.
  List<Listed> listed() {
    List<Listed> all = new ArrayList<>();
    sessions.values().forEach(kept -> all.add(kept.verticle()));
    return all.reversed();
  }

  Optional<SessionId> oldest() {
    return sessions.keySet().stream().findFirst();
  }

  /// Any thread.
  int size() {
    return size.get();
  }
}
