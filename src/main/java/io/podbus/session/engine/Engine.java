package io.podbus.session.engine;

import io.podbus.podman.engine.EngineProbe;
import io.podbus.podman.engine.EngineProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of the engine, asked at the start and again while it gave no good answer.
///
/// The profile may be read on any thread.
public final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /// podman answers in half a second; on a host that is busy with something else it may take long,
  /// and a service that takes its engine for an unknown one because of that is worse than a wait.
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(20);

  private static final long RETRY_MILLIS = 10_000;

  private final Vertx vertx;
  private final EngineProbe probe;
  private volatile EngineProfile profile = EngineProfile.unknown("not asked yet");
  private volatile boolean asked;

  public Engine(Vertx vertx, EngineRunner runner) {
    this.vertx = vertx;
    this.probe = new EngineProbe(runner, PROBE_TIMEOUT);
  }

  /// Asks the engine what it is. Never fails: an engine that gives no sense is an unknown one.
  public Future<EngineProfile> learn() {
    return probe
        .probe()
        .otherwise(e -> EngineProfile.unknown(String.valueOf(e.getMessage())))
        .onSuccess(this::learned);
  }

  private void learned(EngineProfile found) {
    boolean news = !asked || found.known() != profile.known();
    profile = found;
    asked = true;
    if (news) {
      LOG.info("engine: {}", found);
    }
    if (!found.known()) {
      vertx.setTimer(RETRY_MILLIS, _ -> learn());
    }
  }

  /// The latest answer.
  public EngineProfile profile() {
    return profile;
  }
}
