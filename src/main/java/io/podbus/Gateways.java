package io.podbus;

import io.podbus.config.HttpConfig;
import io.podbus.config.PodbusConfig;
import io.podbus.gateway.ConnectionLimits;
import io.podbus.gateway.GatewaySettings;
import io.podbus.gateway.GatewayVerticle;
import io.podbus.gateway.StreamLimits;
import io.podbus.gateway.UploadPlace;
import io.podbus.ops.Meters;
import io.podbus.ops.trace.Tracer;
import io.podbus.protocol.SessionNodes;
import io.podbus.session.StateDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The gateway's instances: one for each event loop that is free beside those of sessions.
///
/// Any thread.
final class Gateways {
  private final PodbusConfig config;
  private final Vertx vertx;
  private final Access access;
  private final BooleanSupplier draining;
  private final Meters meters;
  private final Tracer tracer;
  private final SessionNodes nodes;
  private final List<String> deployed = new ArrayList<>();
  private volatile int port;

  /// @param draining whether the service is ending
  /// @param nodes where sessions are
  Gateways(
      PodbusConfig config,
      Vertx vertx,
      Access access,
      BooleanSupplier draining,
      Meters meters,
      Tracer tracer,
      SessionNodes nodes) {
    this.config = config;
    this.vertx = vertx;
    this.access = access;
    this.draining = draining;
    this.meters = meters;
    this.tracer = tracer;
    this.nodes = nodes;
  }

  /// @return fails where the port cannot be had
  Future<Void> deploy() {
    GatewaySettings settings = settings();
    int instances = Math.max(2, Runtime.getRuntime().availableProcessors());
    List<Future<?>> deploying = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      deploying.add(deployOne(settings));
    }
    // All of them, also when the first has failed: closing Vert.x under a deployment that is still
    // under way makes it complain of a promise that is kept twice.
    return Future.join(deploying).mapEmpty();
  }

  private Future<Integer> deployOne(GatewaySettings settings) {
    GatewayVerticle gateway =
        new GatewayVerticle(
            settings, access.gateway(), draining, System::nanoTime, meters, tracer, nodes);
    access.serves(gateway);
    return vertx
        .deployVerticle(gateway)
        .onSuccess(id -> {
          synchronized (deployed) {
            deployed.add(id);
          }
        })
        .compose(_ -> gateway.port())
        .onSuccess(opened -> port = opened);
  }

  private GatewaySettings settings() {
    HttpConfig http = config.http();
    return new GatewaySettings(
        http.host(),
        http.port(),
        http.maxBodyBytes(),
        http.maxHeaderBytes(),
        http.heartbeat(),
        http.patience(),
        new StreamLimits(config.limits().streamsPerOwner(), config.limits().streams(), meters),
        new ConnectionLimits(http.maxConnectionsPerAddress(), http.maxConnections(), meters),
        new UploadPlace(
            StateDirectory.uploads(config.state().dir()), config.build().maxContextBytes()));
  }

  /// The port that is open; 0 before.
  int port() {
    return port;
  }

  /// Open streams have been told the end by now; the gateway lets them finish.
  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    synchronized (deployed) {
      deployed.forEach(id -> closing.add(vertx.undeploy(id)));
    }
    return Future.join(closing).mapEmpty();
  }
}
