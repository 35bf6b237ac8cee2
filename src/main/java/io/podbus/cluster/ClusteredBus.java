package io.podbus.cluster;

import io.podbus.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;

/// A Vert.x that has joined the cluster.
///
/// @param vertx its bus reaches the other nodes
/// @param manager who is a member, as Hazelcast sees it
public record ClusteredBus(Vertx vertx, HazelcastClusterManager manager) {
  /// Joins. Takes seconds.
  ///
  /// @param options of the Vert.x, apart from its bus
  /// @return fails with one sentence for the operator
  public static Future<ClusteredBus> join(ClusterConfig cluster, VertxOptions options) {
    HazelcastClusterManager manager = new HazelcastClusterManager(HazelcastSettings.of(cluster));
    return Vertx.builder()
        .with(options.setEventBusOptions(bus(cluster)))
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> new ClusteredBus(vertx, manager))
        .recover(cause ->
            Future.failedFuture(
                new IOException(
                    "the cluster cannot be joined (cluster.host %s, cluster.port %d, cluster.busPort %d): %s"
                        .formatted(
                            cluster.host(), cluster.port(), cluster.busPort(), cause.getMessage()),
                    cause)));
  }

  /// The node's id in Vert.x: new with each start.
  public String member() {
    return manager.getNodeId();
  }

  static EventBusOptions bus(ClusterConfig cluster) {
    EventBusOptions bus = new EventBusOptions().setHost(cluster.host()).setPort(cluster.busPort());
    cluster.advertisedHost().ifPresent(bus::setClusterPublicHost);
    // Between the pings of two nodes; a peer that does not answer is cut off.
    bus.setClusterPingInterval(cluster.nodeTimeout().toMillis() / 2);
    bus.setClusterPingReplyInterval(cluster.nodeTimeout().toMillis() / 2);
    if (cluster.tls().on()) {
      bus.setSsl(true)
          .setClientAuth(ClientAuth.REQUIRED)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .addCertPath(cluster.tls().certificate().orElseThrow().toString())
                  .addKeyPath(cluster.tls().key().orElseThrow().toString()))
          .setTrustOptions(
              new PemTrustOptions()
                  .addCertPath(cluster.tls().authorities().orElseThrow().toString()));
    }
    return bus;
  }
}
