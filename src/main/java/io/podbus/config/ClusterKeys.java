package io.podbus.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The keys of the cluster, as a part of [Keys].
final class ClusterKeys {
  private static final Kind<Integer> PORT = new Kind.Whole(0, 65535);
  private static final Kind<Optional<Path>> FILE = new Kind.Maybe<>(new Kind.AbsolutePath());
  private static final Kind<Optional<String>> NAME =
      new Kind.Maybe<>(
          new Kind.Words(
              Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"),
              "a name of letters, digits, dots and hyphens"));

  static final Key<Boolean> ENABLED =
      Key.of(
          "cluster.enabled",
          new Kind.Flag(),
          false,
          "Whether the service is a node of a cluster.",
          config -> config.cluster().enabled());
  static final Key<Optional<String>> NODE =
      Key.of(
          "cluster.node",
          NAME,
          Optional.empty(),
          "What this node is called, once in the cluster; none for the host's own name.",
          config -> config.cluster().node());
  static final Key<String> CLUSTER =
      Key.of(
          "cluster.name",
          new Kind.Words(
              Pattern.compile("[A-Za-z0-9._-]{1,64}"), "a name of letters, digits and hyphens"),
          "podbus",
          "The cluster's name; nodes of another name do not join.",
          config -> config.cluster().name());
  static final Key<ClusterConfig.Discovery> DISCOVERY =
      Key.of(
          "cluster.discovery",
          new Kind.Choice<>(ClusterConfig.Discovery.class),
          ClusterConfig.Discovery.MEMBERS,
          "How nodes find each other: by cluster.members, multicast, or a headless service's DNS.",
          config -> config.cluster().discovery());
  static final Key<Set<String>> MEMBERS =
      Key.of(
          "cluster.members",
          new Kind.Several(
              Pattern.compile(
                  "(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(?::[0-9]{1,5})?"),
              "host or host:port of nodes between commas, or none"),
          Set.of(),
          "Where other nodes may be; the node's own address may stand among them.",
          config -> config.cluster().members());
  static final Key<Optional<String>> KUBERNETES_SERVICE_DNS =
      Key.of(
          "cluster.kubernetesServiceDns",
          new Kind.Maybe<>(
              new Kind.Words(Pattern.compile("[a-z0-9.-]{1,253}"), "the DNS name of a service")),
          Optional.empty(),
          "The headless service whose addresses are the nodes, with cluster.discovery: kubernetes.",
          config -> config.cluster().kubernetesServiceDns());
  static final Key<String> HOST =
      Key.of(
          "cluster.host",
          new Kind.Host(),
          "127.0.0.1",
          "Address of the cluster's two ports. Another than loopback needs cluster.tls* and"
              + " cluster.secretFile.",
          config -> config.cluster().host());
  static final Key<Integer> MEMBER_PORT =
      Key.of(
          "cluster.port",
          PORT,
          5701,
          "The port on which members find each other; 0 picks a free one.",
          config -> config.cluster().port());
  static final Key<Integer> BUS_PORT =
      Key.of(
          "cluster.busPort",
          PORT,
          15701,
          "The port of the event bus; 0 picks a free one.",
          config -> config.cluster().busPort());
  static final Key<Optional<String>> ADVERTISED_HOST =
      Key.of(
          "cluster.advertisedHost",
          new Kind.Maybe<>(new Kind.Host()),
          Optional.empty(),
          "Under which address other nodes reach this one, where it is not cluster.host.",
          config -> config.cluster().advertisedHost());
  static final Key<Optional<Path>> TLS_CERTIFICATE =
      Key.of(
          "cluster.tlsCertificate",
          FILE,
          Optional.empty(),
          "PEM file of this node's certificate: the event bus speaks TLS with it.",
          config -> config.cluster().tls().certificate());
  static final Key<Optional<Path>> TLS_KEY =
      Key.of(
          "cluster.tlsKey",
          FILE,
          Optional.empty(),
          "PEM file of its private key (PKCS #8, not encrypted).",
          config -> config.cluster().tls().key());
  static final Key<Optional<Path>> TLS_AUTHORITIES =
      Key.of(
          "cluster.tlsAuthorities",
          FILE,
          Optional.empty(),
          "PEM file of the authorities of all nodes' certificates; nobody else gets on the bus.",
          config -> config.cluster().tls().authorities());
  static final Key<Optional<Path>> SECRET_FILE =
      Key.of(
          "cluster.secretFile",
          FILE,
          Optional.empty(),
          "File of at least 32 bytes, the same on all nodes: by it they believe each other's callers.",
          config -> config.cluster().secretFile());
  static final Key<Duration> NODE_TIMEOUT =
      Key.of(
          "cluster.nodeTimeoutMs",
          new Kind.Millis(1000, 600_000),
          Duration.ofSeconds(10),
          "After how many milliseconds of silence a node counts as away.",
          config -> config.cluster().nodeTimeout());
  static final Key<Duration> LOST_AFTER =
      Key.of(
          "cluster.lostAfterMs",
          new Kind.Millis(1000, 86_400_000),
          Duration.ofSeconds(60),
          "How many milliseconds a node is away before its sessions count as lost.",
          config -> config.cluster().lostAfter());
  static final Key<Set<String>> LABELS =
      Key.of(
          "cluster.labels",
          new Kind.Several(
              Pattern.compile("[A-Za-z0-9._/-]{1,63}=[A-Za-z0-9._-]{0,63}"),
              "key=value between commas, or none"),
          Set.of(),
          "Labels of this node, as zone=a, which callers may ask for with nodeLabels.",
          config -> texts(config.cluster().labels()));

  static final Key<Long> RELAY_BYTES =
      Key.of(
          "cluster.relayBytes",
          new Kind.Large(262_144, 1L << 30),
          4_194_304L,
          "How much output of a session of another node is held for those who read it on this one.",
          config -> config.cluster().relayBytes());
  static final Key<Long> RELAY_TOTAL_BYTES =
      Key.of(
          "cluster.relayTotalBytes",
          new Kind.Large(262_144, 1L << 40),
          67_108_864L,
          "How much of all sessions of other nodes together.",
          config -> config.cluster().relayTotalBytes());

  private ClusterKeys() {}

  static ClusterConfig cluster(Values values) {
    return new ClusterConfig(
        values.get(ENABLED),
        values.get(NODE),
        values.get(CLUSTER),
        values.get(DISCOVERY),
        values.get(MEMBERS),
        values.get(KUBERNETES_SERVICE_DNS),
        values.get(HOST),
        values.get(MEMBER_PORT),
        values.get(BUS_PORT),
        values.get(ADVERTISED_HOST),
        new ClusterConfig.ClusterTls(
            values.get(TLS_CERTIFICATE), values.get(TLS_KEY), values.get(TLS_AUTHORITIES)),
        values.get(SECRET_FILE),
        values.get(NODE_TIMEOUT),
        values.get(LOST_AFTER),
        labels(values.get(LABELS)),
        values.get(RELAY_BYTES),
        values.get(RELAY_TOTAL_BYTES));
  }

  private static Map<String, String> labels(Set<String> texts) {
    Map<String, String> labels = new HashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      labels.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return labels;
  }

  private static Set<String> texts(Map<String, String> labels) {
    Set<String> texts = new TreeSet<>();
    labels.forEach((key, value) -> texts.add(key + "=" + value));
    return texts;
  }

  /// What no single key can tell.
  static void checkTogether(PodbusConfig config, Values values) {
    ClusterConfig cluster = config.cluster();
    if (!cluster.enabled()) {
      return;
    }
    if (cluster.relayTotalBytes() < cluster.relayBytes()) {
      throw new ConfigException("cluster.relayTotalBytes is less than cluster.relayBytes");
    }
    ClusterConfig.ClusterTls tls = cluster.tls();
    boolean all =
        tls.certificate().isPresent() && tls.key().isPresent() && tls.authorities().isPresent();
    boolean none =
        tls.certificate().isEmpty() && tls.key().isEmpty() && tls.authorities().isEmpty();
    if (!all && !none) {
      throw new ConfigException(
          "cluster.tlsCertificate, cluster.tlsKey and cluster.tlsAuthorities are given all together or"
              + " not at all");
    }
    if (cluster.discovery() == ClusterConfig.Discovery.KUBERNETES
        && cluster.kubernetesServiceDns().isEmpty()) {
      throw new ConfigException(
          "cluster.discovery (%s): kubernetes needs cluster.kubernetesServiceDns"
              .formatted(values.source(DISCOVERY)));
    }
    if (!cluster.onLoopback() && (!tls.on() || cluster.secretFile().isEmpty())) {
      throw new ConfigException(
          ("%s: the cluster's ports are where other machines can reach them (cluster.host %s): that"
                  + " needs TLS on the event bus (cluster.tlsCertificate, cluster.tlsKey,"
                  + " cluster.tlsAuthorities) and cluster.secretFile")
              .formatted(values.source(HOST), cluster.host()));
    }
    boolean asks = config.auth().asksForTokens() || config.tls().clientAuthorities().isPresent();
    if (asks && cluster.secretFile().isEmpty()) {
      throw new ConfigException(
          "%s: with authentication a cluster needs cluster.secretFile, or no node believes another's callers"
              .formatted(values.source(ENABLED)));
    }
    if (cluster.lostAfter().compareTo(cluster.nodeTimeout()) < 0) {
      throw new ConfigException(
          "cluster.lostAfterMs (%s) must be at least cluster.nodeTimeoutMs (%s)"
              .formatted(values.source(LOST_AFTER), values.source(NODE_TIMEOUT)));
    }
  }
}
