package io.podbus.session;

import io.podbus.podman.plan.GeneratedFiles;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes what a session's clients find in its private folder. Blocks: for a worker.
final class SessionFiles {
  private SessionFiles() {}

  /// Makes the folder with its files; a second time it makes them again.
  ///
  /// @throws IOException with one sentence for the caller, where a file of the host cannot be used
  static void write(SessionServices services, SessionPlan plan) throws IOException {
    Map<String, Buffer> files = new LinkedHashMap<>(plan.command().files());
    files.putAll(new GeneratedFiles(services.environment()).make(plan.command().generated()));
    services.state().prepare(plan.id(), files);
  }
}
