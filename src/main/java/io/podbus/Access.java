package io.podbus;

import io.podbus.cluster.SharedSecret;
import io.podbus.config.ClusterConfig;
import io.podbus.config.PodbusConfig;
import io.podbus.config.TlsFiles;
import io.podbus.gateway.GatewayAccess;
import io.podbus.gateway.GatewayVerticle;
import io.podbus.gateway.Tickets;
import io.podbus.identity.Authenticator;
import io.podbus.identity.BusCallers;
import io.podbus.identity.CallerSeal;
import io.podbus.identity.ConfiguredAuthenticator;
import io.podbus.podman.policy.Policy;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the parts of the service share about who may call it, and the look at the operator's files
/// that keeps it up to date.
final class Access {
  private static final Logger LOG = LoggerFactory.getLogger(Access.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int KEY_BYTES = 32;

  private final Authenticator authenticator;
  private final CallerSeal seal;
  private final @Nullable TlsFiles tls;
  private final GatewayAccess gateway;
  private final PolicySource policy;
  private final List<GatewayVerticle> gateways = new CopyOnWriteArrayList<>();

  private Access(
      Authenticator authenticator,
      CallerSeal seal,
      @Nullable TlsFiles tls,
      GatewayAccess gateway,
      PolicySource policy) {
    this.authenticator = authenticator;
    this.seal = seal;
    this.tls = tls;
    this.gateway = gateway;
    this.policy = policy;
  }

  /// Reads the files that the configuration names. Blocks.
  ///
  /// @throws io.podbus.config.ConfigException with one line, where one cannot be used
  static Access open(Vertx vertx, PodbusConfig config, Consumer<byte[]> randomBytes) {
    InstantSource clock = InstantSource.system();
    CallerSeal seal = new CallerSeal(sealKey(config.cluster(), randomBytes), clock);
    TlsFiles tls = config.tls().on() ? new TlsFiles(config.tls()) : null;
    Authenticator authenticator =
        ConfiguredAuthenticator.create(
            vertx, config.auth(), config.tls().clientAuthorities().isPresent(), clock);
    return new Access(
        authenticator,
        seal,
        tls,
        new GatewayAccess(
            authenticator,
            seal,
            new Tickets(clock, randomBytes),
            tls == null ? null : tls.current(),
            config.tls().clientScopes(),
            config.http().allowedOrigins(),
            config.http().allowedHosts()),
        PolicySource.open(config.policy(), config.build().contextRoots()));
  }

  /// Of this process alone, or what all nodes of the cluster make from their secret.
  private static byte[] sealKey(ClusterConfig cluster, Consumer<byte[]> randomBytes) {
    if (cluster.enabled() && cluster.secretFile().isPresent()) {
      return SharedSecret.sealKey(cluster.secretFile().get());
    }
    byte[] key = new byte[KEY_BYTES];
    randomBytes.accept(key);
    return key;
  }

  /// For the sessions' side of the bus.
  BusCallers busCallers() {
    return new BusCallers(authenticator, seal);
  }

  /// What callers may do, now.
  Supplier<Policy> policy() {
    return policy;
  }

  /// For the gateway.
  GatewayAccess gateway() {
    return gateway;
  }

  /// A gateway that is to be told of new certificates.
  void serves(GatewayVerticle verticle) {
    gateways.add(verticle);
  }

  /// Warns, once the port is open, where nobody is asked.
  void tell(String host) {
    if (authenticator.open()) {
      LOG.warn("nobody is asked who they are: everyone who reaches {} may do everything", host);
    }
  }

  /// Looks at the files from now on, on a worker.
  void watch(Vertx vertx) {
    vertx.setPeriodic(
        LOOK.toMillis(),
        _ ->
            vertx
                .executeBlocking(() -> {
                  refresh();
                  return null;
                })
                .onFailure(e -> LOG.error("the look at the files of access failed", e)));
  }

  private void refresh() {
    authenticator.refresh();
    policy.refresh();
    if (tls != null && tls.refresh()) {
      for (GatewayVerticle verticle : gateways) {
        verticle
            .renew(tls.current())
            .onFailure(e -> LOG.error("the new certificate cannot be used: {}", e.toString()));
      }
    }
  }

  /// What of the files cannot be used as it is now.
  List<String> faults() {
    List<String> faults = new ArrayList<>(authenticator.faults());
    if (tls != null) {
      faults.addAll(tls.faults());
    }
    policy.fault().ifPresent(faults::add);
    return faults;
  }
}
