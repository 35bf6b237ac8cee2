package io.podbus.podman.engine;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/// Runs short podman commands for this package, which knows no processes.
@FunctionalInterface
public interface CommandRunner {
  /// Runs podman to its end.
  ///
  /// @param arguments what follows the executable
  /// @param timeout when to kill it; the future fails then, as it does where nothing could be run
  Future<CommandResult> run(List<String> arguments, Duration timeout);
}
