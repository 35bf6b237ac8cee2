package io.podbus.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks from time to time for containers of ours that no session has: what slipped through,
/// whatever the cause, does not stay. One question to the engine for all of them. Owned by the
/// manager's event loop.
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final long PERIOD_MILLIS = 60_000;

  private final SessionServices services;
  private final SessionRegistry registry;

  Sweeper(SessionServices services, SessionRegistry registry) {
    this.services = services;
    this.registry = registry;
  }

  /// Sweeps now and then, until the manager's verticle goes.
  void begin() {
    services.vertx().setPeriodic(PERIOD_MILLIS, _ -> sweep());
  }

  private void sweep() {
    if (!services.engine().get().known()) {
      return;
    }
    services
        .reaper()
        .findOfInstance(services.state().instanceId())
        .onSuccess(found ->
            found.stream()
                .filter(listed -> !registry.mayHaveContainer(listed.session()))
                .forEach(listed -> {
                  LOG.warn("container {} belongs to no session: removed", listed.name());
                  services.reaper().remove(listed.id());
                }))
        .onFailure(e -> LOG.warn("containers could not be listed: {}", e.getMessage()));
  }
}
