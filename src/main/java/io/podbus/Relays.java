package io.podbus;

import io.podbus.cluster.relay.RelaySettings;
import io.podbus.cluster.relay.RelaysVerticle;
import io.podbus.config.ClusterConfig;
import io.podbus.config.PodbusConfig;
import io.podbus.ops.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;

/// The relays of a node of a cluster, as its configuration wants them. Any thread.
final class Relays {
  private Relays() {}

  static Future<?> deploy(Vertx vertx, PodbusConfig config, Access access, Meters meters) {
    ClusterConfig cluster = config.cluster();
    SecureRandom random = new SecureRandom();
    return vertx.deployVerticle(
        new RelaysVerticle(
            access.busCallers(),
            new RelaySettings(
                cluster.relayBytes(),
                cluster.relayTotalBytes(),
                cluster.nodeTimeout(),
                RelaySettings.IDLE),
            meters,
            random::nextBytes,
            System::nanoTime));
  }
}
