package io.podbus.session;

import io.podbus.podman.engine.CommandRunner;
import java.util.ArrayList;
import java.util.List;

/// The engine on which a session runs: the service's own, or the one that its options choose.
///
/// @param commands runs commands there
/// @param reaper ends containers there
record SessionEngine(CommandRunner commands, ContainerReaper reaper) {
  static SessionEngine of(SessionServices services, SessionPlan plan) {
    List<String> globals = plan.globals();
    if (globals.isEmpty()) {
      return new SessionEngine(services.runner(), services.reaper());
    }
    CommandRunner there =
        (arguments, timeout) -> {
          List<String> all = new ArrayList<>(globals);
          all.addAll(arguments);
          return services.runner().run(all, timeout);
        };
    return new SessionEngine(
        there,
        new ContainerReaper(services.vertx(), there, services.config().engine().commandTimeout()));
  }
}
