package io.podbus.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.podbus.config.ClusterConfig;
import java.time.Duration;

/// What Hazelcast is told, all of it from the service's own configuration: no file of Hazelcast's
/// is looked for. Pure.
final class HazelcastSettings {
  /// How many heartbeats fit into the time after which a silent member is dropped.
  private static final int HEARTBEATS = 5;

  private HazelcastSettings() {}

  static Config of(ClusterConfig cluster) {
    Config config = new Config();
    config.setClusterName(cluster.name());
    // What Vert.x keeps there: who listens on which address, and who its members are.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    timers(config, cluster.nodeTimeout());
    network(config.getNetworkConfig(), cluster);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    // The service ends it, after its sessions.
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    return config;
  }

  private static void timers(Config config, Duration nodeTimeout) {
    long seconds = Math.max(1, nodeTimeout.toSeconds());
    String silent = Long.toString(seconds);
    config.setProperty("hazelcast.max.no.heartbeat.seconds", silent);
    config.setProperty(
        "hazelcast.heartbeat.interval.seconds", Long.toString(Math.max(1, seconds / HEARTBEATS)));
    // Two halves that see each other again become one as soon as they would have been parted.
    config.setProperty("hazelcast.merge.first.run.delay.seconds", silent);
    config.setProperty("hazelcast.merge.next.run.delay.seconds", silent);
    // A node that finds nobody begins alone; who comes at the same moment is merged later.
    config.setProperty("hazelcast.wait.seconds.before.join", "1");
    config.setProperty("hazelcast.max.wait.seconds.before.join", "3");
    config.setProperty("hazelcast.graceful.shutdown.max.wait", silent);
  }

  private static void network(NetworkConfig network, ClusterConfig cluster) {
    network.setPort(cluster.port());
    network.setPortAutoIncrement(cluster.port() == 0);
    network.getInterfaces().setEnabled(true).addInterface(cluster.host());
    cluster.advertisedHost().ifPresent(network::setPublicAddress);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(cluster.discovery() == ClusterConfig.Discovery.MULTICAST);
    join.getTcpIpConfig().setEnabled(cluster.discovery() == ClusterConfig.Discovery.MEMBERS);
    cluster.members().forEach(join.getTcpIpConfig()::addMember);
    boolean kubernetes = cluster.discovery() == ClusterConfig.Discovery.KUBERNETES;
    join.getKubernetesConfig().setEnabled(kubernetes);
    if (kubernetes) {
      join.getKubernetesConfig()
          .setProperty("service-dns", cluster.kubernetesServiceDns().orElseThrow());
    }
  }
}
