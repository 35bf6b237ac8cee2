package io.podbus.session.engine;

import io.podbus.config.PodbusConfig;
import io.podbus.ops.ProcessFigures;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.session.journal.JournalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says at the start what of its limits the service could not keep on this host. It starts all the
/// same: fewer sessions than the most may be all that there ever are. Blocking.
public final class CapacityCheck {
  private static final Logger LOG = LoggerFactory.getLogger(CapacityCheck.class);

  private CapacityCheck() {}

  /// @param state the state directory
  public static void run(
      PodbusConfig config, JournalStore journals, EngineProfile engine, Path state) {
    try {
      new Capacity(
              config.sessions().max(),
              ProcessFigures.maxFds(),
              locks(engine),
              config.journal().memoryBytes(),
              journals.totalMemoryBytes(),
              config.journal().retainBytes(),
              journals.totalDiskBytes(),
              Files.getFileStore(state).getUsableSpace() + journals.figures().diskBytes())
          .shortages()
          .forEach(LOG::warn);
    } catch (IOException e) {
      LOG.warn("whether limits fit this host is not known: {}", e.toString());
    }
  }

  private static Optional<EngineLocks> locks(EngineProfile engine) throws IOException {
    return engine.remote()
        ? Optional.empty()
        : EngineLocks.read(EngineLocks.file(engine.rootless()));
  }
}
