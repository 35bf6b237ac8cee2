package io.podbus.session;

import io.podbus.podman.engine.CommandResult;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Fetches images, as a step of its own before `run`, once for all sessions that want the same one
/// in the same way at the same time. Thread-safe.
final class ImagePuller {
  /// How a pull is run: arguments → what podman said.
  interface Pull {
    Future<CommandResult> run(List<String> arguments);
  }

  private final Pull pull;
  private final Map<List<String>, Future<CommandResult>> running = new HashMap<>();

  ImagePuller(Pull pull) {
    this.pull = pull;
  }

  Future<CommandResult> pull(List<String> arguments) {
    synchronized (running) {
      Future<CommandResult> present = running.get(arguments);
      if (present != null) {
        return present;
      }
      Future<CommandResult> started = pull.run(arguments);
      if (!started.isComplete()) {
        running.put(arguments, started);
        started.onComplete(_ -> forget(arguments));
      }
      return started;
    }
  }

  private void forget(List<String> arguments) {
    synchronized (running) {
      running.remove(arguments);
    }
  }
}
