package io.podbus.session;

import io.podbus.podman.plan.GeneratedFiles;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what a session's clients find in its private folder. Blocks: for a worker.
final class SessionFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SessionFiles.class);

  private SessionFiles() {}

  /// Makes the folder with its files; a second time it makes them again.
  ///
  /// @throws IOException with one sentence for the caller, where a file of the host cannot be used
  static void write(SessionServices services, SessionPlan plan) throws IOException {
    Map<String, Buffer> files = new LinkedHashMap<>(plan.command().files());
    files.putAll(new GeneratedFiles(services.environment()).make(plan.command().generated()));
    services.state().prepare(plan.id(), files);
  }

  /// A program runs, and so has all its secrets: the files in which podman got them go. Where there
  /// is no program, or it is but a guess that it runs, they go at the end. Any thread.
  static void handedOver(SessionServices services, SessionPlan plan) {
    Set<String> names = plan.command().files().keySet();
    if (names.isEmpty()
        || (plan.kind() != SessionKind.CONTAINER && plan.kind() != SessionKind.PROGRAM)) {
      return;
    }
    services
        .vertx()
        .executeBlocking(() -> {
          services.state().removeFiles(plan.id(), names);
          return null;
        })
        .onFailure(e -> LOG.warn("session {}: its secrets stay: {}", plan.id(), e.toString()));
  }
}
