package io.podbus;

import io.podbus.cluster.ClusterVerticle;
import io.podbus.cluster.ClusteredBus;
import io.podbus.cluster.OwnState;
import io.podbus.config.PodbusConfig;
import io.podbus.ops.Meters;
import io.podbus.ops.Readiness;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.SessionNodes;
import io.podbus.session.Clock;
import io.podbus.session.SessionManagerVerticle;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The service's part in a cluster, or that it has none: the one place that asks which.
///
/// Any thread.
final class ClusterNode {
  private static final Duration CHECK = Duration.ofSeconds(2);

  private final @Nullable ClusteredBus bus;
  private final String name;
  private final Duration patience;
  private @Nullable ClusterVerticle verticle;
  private volatile @Nullable String deployment;

  /// @param bus null where there is no cluster
  /// @param name of this node
  ClusterNode(@Nullable ClusteredBus bus, String name, Duration patience) {
    this.bus = bus;
    this.name = name;
    this.patience = patience;
  }

  /// Where this process's manager of sessions listens.
  String managerAddress() {
    return bus == null ? Addresses.SESSIONS : Addresses.node(name);
  }

  /// @return fails with one sentence where another node has the name
  Future<Void> claim() {
    return bus == null ? Future.succeededFuture() : ClusterVerticle.claim(bus, name, patience);
  }

  /// Takes what this node tells the others.
  ClusterNode with(
      PodbusConfig config,
      Access access,
      SessionManagerVerticle manager,
      BooleanSupplier draining,
      Clock clock,
      Meters meters) {
    if (bus != null) {
      OwnState state =
          new OwnState(
              config.cluster(),
              name,
              UUID.randomUUID().toString(),
              bus.member(),
              Version.current(),
              draining,
              manager::liveSessions,
              config.sessions().max(),
              manager::waitingStarts,
              manager::startMillis);
      verticle =
          new ClusterVerticle(
              new ClusterVerticle.Setting(
                  config.cluster(),
                  bus,
                  access.busCallers(),
                  state,
                  config.sessions().retention(),
                  clock::now,
                  System::nanoTime,
                  meters));
    }
    return this;
  }

  /// Joins: from now on sessions may come from other nodes.
  Future<Void> deploy() {
    return bus == null || verticle == null
        ? Future.succeededFuture()
        : bus.vertx().deployVerticle(verticle).onSuccess(id -> deployment = id).mapEmpty();
  }

  /// Tells the others that this node goes.
  Future<Void> leave() {
    String id = deployment;
    return bus == null || id == null ? Future.succeededFuture() : bus.vertx().undeploy(id);
  }

  /// Whether there is no cluster.
  boolean alone() {
    return bus == null;
  }

  /// Where sessions are.
  SessionNodes nodes() {
    return verticle == null ? SessionNodes.ALONE : verticle.sessionNodes();
  }

  void addTo(Readiness readiness) {
    ClusterVerticle deployed = verticle;
    if (deployed != null) {
      readiness.add("cluster", CHECK, () -> Future.succeededFuture(deployed.check()));
    }
  }
}
