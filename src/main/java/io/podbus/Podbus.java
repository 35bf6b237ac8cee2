package io.podbus;

import io.podbus.cluster.ClusteredBus;
import io.podbus.config.ConfigException;
import io.podbus.config.JournalConfig;
import io.podbus.config.PodbusConfig;
import io.podbus.ops.LoopDelay;
import io.podbus.ops.ManagementVerticle;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.ops.ProcessFigures;
import io.podbus.ops.Readiness;
import io.podbus.ops.trace.Tracer;
import io.podbus.process.ChildSpawner;
import io.podbus.process.DirectoryWatcher;
import io.podbus.process.UnsupportedPlatformException;
import io.podbus.protocol.LocalCodec;
import io.podbus.protocol.SessionId;
import io.podbus.session.Clock;
import io.podbus.session.SessionManagerVerticle;
import io.podbus.session.StateDirectory;
import io.podbus.session.admission.AuditLog;
import io.podbus.session.journal.JournalSettings;
import io.podbus.session.journal.JournalStore;
import io.podbus.session.journal.JournalSync;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running service: its parts, put together in the order in which they need each other, and
/// taken down in the other.
public final class Podbus {
  private static final Logger LOG = LoggerFactory.getLogger(Podbus.class);

  private final PodbusConfig config;
  private final Vertx vertx;
  private final ClusterNode cluster;
  private final StateDirectory state;
  private final JournalStore journals;
  private final SessionManagerVerticle manager;
  private final Meters meters;
  private final Tracer tracer;
  private final Access access;
  private final AuditLog audit;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Gateways gateways;
  private volatile int managementPort;

  private Podbus(
      PodbusConfig config,
      Vertx vertx,
      ClusterNode cluster,
      Clock clock,
      StateDirectory state,
      JournalStore journals,
      SessionManagerVerticle manager,
      Meters meters,
      Tracer tracer,
      Access access,
      AuditLog audit) {
    this.config = config;
    this.vertx = vertx;
    this.state = state;
    this.journals = journals;
    this.manager = manager;
    this.meters = meters;
    this.tracer = tracer;
    this.access = access;
    this.audit = audit;
    this.cluster = cluster.with(config, access, manager, draining::get, clock, meters);
    this.gateways =
        new Gateways(config, vertx, access, draining::get, meters, tracer, this.cluster.nodes());
  }

  /// Starts the service.
  ///
  /// @param environment of this process: where podman is looked for, and what of the operator's
  ///   settings it is told
  /// @return fails with one sentence for the operator; nothing is left running then
  public static Future<Podbus> start(PodbusConfig config, Map<String, String> environment) {
    return start(config, environment, new Clock(System::currentTimeMillis, System::nanoTime));
  }

  /// Starts the service on this clock.
  public static Future<Podbus> start(
      PodbusConfig config, Map<String, String> environment, Clock clock) {
    VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
    if (!config.cluster().enabled()) {
      return start(config, environment, clock, Vertx.vertx(options), null);
    }
    // Of no context, as below.
    Promise<Podbus> started = Promise.promise();
    ClusteredBus.join(config.cluster(), options)
        .onFailure(started::fail)
        // What follows reads files: not on a thread of the cluster's.
        .onSuccess(bus ->
            Thread.ofVirtual()
                .start(
                    () -> start(config, environment, clock, bus.vertx(), bus).onComplete(started)));
    return started.future();
  }

  private static Future<Podbus> start(
      PodbusConfig config,
      Map<String, String> environment,
      Clock clock,
      Vertx vertx,
      @Nullable ClusteredBus bus) {
    StateDirectory state = null;
    JournalStore journals = null;
    AuditLog audit = null;
    Podbus podbus;
    try {
      ChildSpawner spawner = ChildSpawner.create(vertx);
      SecureRandom random = new SecureRandom();
      Meters meters = new Meters();
      String node = NodeName.of(config.cluster());
      ClusterNode cluster = new ClusterNode(bus, node, config.cluster().nodeTimeout());
      Tracer tracer = Tracers.open(config.tracing(), meters, random::nextBytes, node);
      Access access = Access.open(vertx, config, random::nextBytes);
      state =
          StateDirectory.open(config.state().dir(), SessionId.random(random::nextBytes).value());
      journals = journals(config.journal(), state, clock);
      audit = new AuditLog(state.file("audit.jsonl"), config.policy().auditBytes());
      PodmanHost host = PodmanHost.find(config.podmanPath(), environment, state);
      SessionManagerVerticle manager =
          new SessionManagerVerticle(
              new SessionManagerVerticle.Setting(
                  config,
                  spawner,
                  DirectoryWatcher.create(vertx),
                  state,
                  journals,
                  host.executable(),
                  host.environment(),
                  access.busCallers(),
                  access.policy(),
                  audit,
                  clock,
                  random::nextBytes,
                  meters,
                  tracer,
                  node,
                  Version.current(),
                  cluster.managerAddress()));
      podbus =
          new Podbus(
              config, vertx, cluster, clock, state, journals, manager, meters, tracer, access,
              audit);
    } catch (IOException | UnsupportedPlatformException | ConfigException e) {
      return abandon(vertx, state, journals, audit, e);
    }
    Podbus starting = podbus;
    StateDirectory opened = state;
    JournalStore openedJournals = journals;
    AuditLog openedAudit = audit;
    // Of no context: where the start is abandoned, the loops that would complete it are gone.
    Promise<Podbus> started = Promise.promise();
    podbus
        .deploy()
        .onSuccess(_ -> started.complete(starting))
        .onFailure(cause ->
            abandon(vertx, opened, openedJournals, openedAudit, cause).onComplete(started));
    return started.future();
  }

  private static Future<Podbus> abandon(
      Vertx vertx,
      @Nullable StateDirectory state,
      @Nullable JournalStore journals,
      @Nullable AuditLog audit,
      Throwable cause) {
    return vertx
        .close()
        .otherwiseEmpty()
        .compose(_ -> {
          closeState(state, journals, audit);
          return Future.failedFuture(cause);
        });
  }

  private static JournalStore journals(JournalConfig config, StateDirectory state, Clock clock) {
    JournalSync sync =
        switch (config.sync()) {
          case NONE -> JournalSync.NONE;
          case INTERVAL -> JournalSync.INTERVAL;
          case ALWAYS -> JournalSync.ALWAYS;
        };
    return new JournalStore(
        state.journals(),
        new JournalSettings(
            config.memoryBytes(),
            config.lagBytes(),
            config.totalMemoryBytes(Runtime.getRuntime().maxMemory()),
            config.totalDiskBytes(),
            sync,
            config.syncInterval()),
        clock);
  }

  /// After everything that writes is closed: what is on its way to the disk gets there.
  private static void closeState(
      @Nullable StateDirectory state, @Nullable JournalStore journals, @Nullable AuditLog audit) {
    if (audit != null) {
      audit.close();
    }
    if (journals != null) {
      journals.close();
    }
    if (state != null) {
      try {
        state.close();
      } catch (IOException e) {
        LOG.warn("the state directory's lock stays until this process ends: {}", e.toString());
      }
    }
  }

  private Future<Void> deploy() {
    LocalCodec.registerAll(vertx.eventBus());
    return cluster
        .claim()
        .compose(_ -> vertx.deployVerticle(manager))
        .compose(_ -> cluster.deploy())
        .compose(_ ->
            cluster.alone()
                ? Future.succeededFuture()
                : Relays.deploy(vertx, config, access, meters))
        .compose(_ -> deployGateways())
        .onSuccess(_ -> access.watch(vertx))
        .compose(_ -> deployManagement())
        .compose(_ -> measure())
        .onSuccess(_ -> access.tell(config.http().host()));
  }

  /// What no part of the service tells by itself.
  private Future<Void> measure() {
    ProcessFigures.show(meters);
    meters.show(Metric.BUILD, () -> 1, Version.current(), System.getProperty("java.version"));
    DeploymentOptions perLoop =
        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
    return vertx.deployVerticle(() -> new LoopDelay(meters, System::nanoTime), perLoop).mapEmpty();
  }

  private Future<Void> deployGateways() {
    return opened("http.port", config.http().host(), config.http().port(), gateways.deploy());
  }

  /// The operator is told which port it is that cannot be had.
  private static <T> Future<T> opened(String key, String host, int port, Future<T> deployed) {
    return deployed.recover(cause ->
        Future.failedFuture(
            new IOException(
                "%s: %d on %s cannot be opened: %s".formatted(key, port, host, cause.getMessage()),
                cause)));
  }

  private Future<Void> deployManagement() {
    Readiness readiness = new Readiness(meters, System::nanoTime);
    new OwnChecks(access, manager, journals, config.sessions().max(), draining::get)
        .addTo(readiness);
    manager.addChecks(readiness);
    cluster.addTo(readiness);
    ManagementVerticle management =
        new ManagementVerticle(
            config.management().host(), config.management().port(), readiness, meters);
    return opened(
            "management.port",
            config.management().host(),
            config.management().port(),
            vertx.deployVerticle(management))
        .compose(_ -> management.port())
        .onSuccess(port -> managementPort = port)
        .mapEmpty();
  }

  /// Ends the service: no new sessions, running ones ended with proof, their streams told, then
  /// everything closed. Any thread; a repetition is harmless.
  public Future<Void> stop() {
    if (draining.getAndSet(true)) {
      return Future.succeededFuture();
    }
    return manager
        .drain()
        .compose(_ -> gateways.close())
        .otherwiseEmpty()
        .compose(_ -> cluster.leave())
        .otherwiseEmpty()
        .compose(_ -> vertx.close())
        .onComplete(_ -> closeState(state, journals, audit))
        .onComplete(_ -> tracer.close());
  }

  /// The data port's address, such as `http://127.0.0.1:8080`.
  public String dataUrl() {
    return url(config.tls().on() ? "https" : "http", config.http().host(), gateways.port());
  }

  /// The management port's address.
  public String managementUrl() {
    return url("http", config.management().host(), managementPort);
  }

  private static String url(String scheme, String host, int port) {
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /// The Vert.x of the service, for bus clients in this process.
  public Vertx vertx() {
    return vertx;
  }

  /// The directory that holds what must survive a crash.
  public Path stateDirectory() {
    return config.state().dir();
  }

  /// How many sessions there are, ended ones that are still kept included.
  public int keptSessions() {
    return manager.keptSessions();
  }
}
