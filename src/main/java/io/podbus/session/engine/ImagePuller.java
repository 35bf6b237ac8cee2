package io.podbus.session.engine;

import io.podbus.podman.engine.CommandResult;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Fetches images, as a step of its own before `run`, once for all sessions that want the same one
/// in the same way at the same time. Thread-safe.
public final class ImagePuller {
  /// A pull.
  ///
  /// @param environment variables to add to podman's own. Secret
  public record Wanted(List<String> arguments, Map<String, String> environment) {
    /// Without the values.
    @Override
    public String toString() {
      return "Wanted" + arguments + environment.keySet();
    }
  }

  /// How a pull is run.
  public interface Pull {
    Future<CommandResult> run(Wanted wanted);
  }

  private final Pull pull;
  private final Map<Wanted, Future<CommandResult>> running = new HashMap<>();

  public ImagePuller(Pull pull) {
    this.pull = pull;
  }

  public Future<CommandResult> pull(Wanted wanted) {
    synchronized (running) {
      Future<CommandResult> present = running.get(wanted);
      if (present != null) {
        return present;
      }
      Future<CommandResult> started = pull.run(wanted);
      if (!started.isComplete()) {
        running.put(wanted, started);
        started.onComplete(_ -> forget(wanted));
      }
      return started;
    }
  }

  private void forget(Wanted wanted) {
    synchronized (running) {
      running.remove(wanted);
    }
  }
}
