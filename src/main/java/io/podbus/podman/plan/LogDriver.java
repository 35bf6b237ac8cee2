package io.podbus.podman.plan;

import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.SessionOptions;
import java.util.List;

/// Where podman keeps a container's output beside our journal, which needs none of it.
///
/// @param name of the driver
/// @param note why, in a sentence
record LogDriver(String name, String note) {
  /// Bounds what a file driver leaves on the disk of the host.
  private static final String FILE_LIMIT = "--log-opt=max-size=16mb";

  /// The caller's choice; else the pipes themselves where nothing but the session will ever read
  /// the output; else a file, as the output must survive the client.
  static LogDriver choose(SessionOptions options, EngineProfile engine) {
    if (options.logDriver().isPresent()) {
      return new LogDriver(options.logDriver().get(), "The log driver is the caller's choice.");
    }
    boolean sessionOnly =
        !options.isRemote()
            && !engine.remote()
            && !options.detach()
            && options.removeOnExit()
            && options.restart().isEmpty();
    if (!sessionOnly) {
      return new LogDriver(
          "k8s-file",
          "podman keeps the output in a bounded file, as the container may outlive its client.");
    }
    if (options.tty()) {
      return new LogDriver("none", "podman keeps no log: the session keeps the output.");
    }
    return engine.passthroughSupported()
        ? new LogDriver("passthrough", "The program writes to the session's own pipes.")
        : new LogDriver(
            "none",
            "The engine cannot pass pipes through; podman copies the output and keeps no log.");
  }

  List<String> flags() {
    return name.equals("k8s-file") || name.equals("json-file")
        ? List.of("--log-driver=" + name, FILE_LIMIT)
        : List.of("--log-driver=" + name);
  }
}
