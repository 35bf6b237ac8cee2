package io.podbus.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a cluster's keys mean together.
class ClusterConfigTest {
  private static ClusterConfig load(String... settings) {
    Map<String, String> environment = new HashMap<>(Map.of("PODBUS_CLUSTER_ENABLED", "true"));
    for (int i = 0; i < settings.length; i += 2) {
      environment.put("PODBUS_" + settings[i], settings[i + 1]);
    }
    return ConfigLoader.load(Optional.empty(), environment).cluster();
  }

  private static void refused(String why, String... settings) {
    assertThatThrownBy(() -> load(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  @Test
  void onLoopbackItNeedsNothing() {
    ClusterConfig cluster =
        load("CLUSTER_MEMBERS", "127.0.0.1:1,h:2,[::1]:3", "CLUSTER_LABELS", "zone=a,disk=");

    assertThat(cluster.members()).containsExactly("127.0.0.1:1", "h:2", "[::1]:3");
    assertThat(cluster.labels()).isEqualTo(Map.of("zone", "a", "disk", ""));
    assertThat(cluster.onLoopback()).isTrue();
  }

  @Test
  void whereOthersReachItNodesProveWhoTheyAre() {
    refused("needs TLS on the event bus", "CLUSTER_HOST", "10.0.0.1");
    refused("needs TLS on the event bus", "CLUSTER_ADVERTISED_HOST", "10.0.0.1");
    refused("needs TLS on the event bus", "CLUSTER_DISCOVERY", "multicast");
    String[] tls = {
      "CLUSTER_HOST", "10.0.0.1",
      "CLUSTER_TLS_CERTIFICATE", "/c",
      "CLUSTER_TLS_KEY", "/k",
      "CLUSTER_TLS_AUTHORITIES", "/a"
    };
    refused("cluster.secretFile", tls);
    String[] all = Arrays.copyOf(tls, tls.length + 2);
    all[tls.length] = "CLUSTER_SECRET_FILE";
    all[tls.length + 1] = "/s";
    assertThat(load(all).tls().on()).isTrue();
  }

  @Test
  void whatBelongsTogetherIsGivenTogether() {
    refused("all together", "CLUSTER_TLS_CERTIFICATE", "/c");
    refused("needs cluster.kubernetesServiceDns", "CLUSTER_DISCOVERY", "kubernetes");
    refused("needs cluster.secretFile", "AUTH_TOKENS_FILE", "/tokens");
    refused("must be at least cluster.nodeTimeoutMs", "CLUSTER_LOST_AFTER_MS", "2000");
  }

  @Test
  void whatIsOffIsNotJudged() {
    assertThat(load("CLUSTER_ENABLED", "false", "CLUSTER_HOST", "10.0.0.1").enabled()).isFalse();
  }
}
