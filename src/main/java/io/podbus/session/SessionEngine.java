package io.podbus.session;

import io.podbus.podman.engine.CommandRunner;
import io.podbus.session.engine.ContainerReaper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The engine on which a session runs: the service's own, or the one that its options choose.
///
/// @param commands runs commands there
/// @param reaper ends containers there
record SessionEngine(CommandRunner commands, ContainerReaper reaper) {
  static SessionEngine of(SessionServices services, SessionPlan plan) {
    List<String> globals = plan.globals();
    Map<String, String> environment = plan.command().globalEnvironment();
    if (globals.isEmpty() && environment.isEmpty()) {
      return new SessionEngine(services.runner(), services.reaper());
    }
    CommandRunner there =
        (arguments, timeout) -> {
          List<String> all = new ArrayList<>(globals);
          all.addAll(arguments);
          return services.runner().run(all, environment, timeout);
        };
    return new SessionEngine(
        there,
        new ContainerReaper(services.vertx(), there, services.config().engine().commandTimeout()));
  }
}
