package io.podbus.podman.plan;

import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.SessionOptions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where podman keeps a container's output beside our journal, which needs none of it.
///
/// @param name of the driver
/// @param note why, in a sentence
/// @param limited whether the caller bounds the file already
record LogDriver(String name, String note, boolean limited) {
  /// Bounds what a file driver leaves on the disk of the host.
  private static final String FILE_LIMIT = "--log-opt=max-size=16mb";

  /// That of a container which is made; null where podman is to decide, or none is made.
  static @Nullable LogDriver of(SessionOptions options, EngineProfile engine) {
    if (options.operation().is(Trait.CREATES_CONTAINER)) {
      return choose(options, engine);
    }
    return options.operation().is(Trait.PULLS_IMAGE) ? asked(options).orElse(null) : null;
  }

  /// The caller's choice.
  private static Optional<LogDriver> asked(SessionOptions options) {
    if (options.logDriver().isPresent()) {
      return Optional.of(
          named(options, options.logDriver().get(), "The log driver is the caller's choice."));
    }
    if (!options.isGiven("enableLogging")) {
      return Optional.empty();
    }
    return Optional.of(
        options.flag("enableLogging")
            ? named(options, "k8s-file", "podman keeps a log because \"enableLogging\" is true.")
            : named(options, "none", "podman keeps no log because \"enableLogging\" is false."));
  }

  private static LogDriver named(SessionOptions options, String name, String note) {
    return new LogDriver(
        name, note, options.isGiven("maxLogSize") || options.map("logOpt").containsKey("max-size"));
  }

  /// The caller's choice; else the pipes themselves where nothing but the session will ever read
  /// the output; else a file, as the output must survive the client.
  static LogDriver choose(SessionOptions options, EngineProfile engine) {
    Optional<LogDriver> asked = asked(options);
    if (asked.isPresent()) {
      return asked.get();
    }
    boolean sessionOnly =
        !keepsLog(options)
            && !options.isRemote()
            && !engine.remote()
            && !options.detach()
            && options.removeOnExit()
            && options.restart().isEmpty();
    if (!sessionOnly) {
      return named(
          options,
          "k8s-file",
          "podman keeps the output in a bounded file, as the container may outlive its client.");
    }
    if (options.tty()) {
      return named(options, "none", "podman keeps no log: the session keeps the output.");
    }
    return engine.passthroughSupported()
        ? named(options, "passthrough", "The program writes to the session's own pipes.")
        : named(
            options,
            "none",
            "The engine cannot pass pipes through; podman copies the output and keeps no log.");
  }

  /// Whether the caller says where the log goes or how large it may become: then there is one.
  private static boolean keepsLog(SessionOptions options) {
    return options.isGiven("log") || options.isGiven("logOpt") || options.isGiven("maxLogSize");
  }

  List<String> flags() {
    return !limited && (name.equals("k8s-file") || name.equals("json-file"))
        ? List.of("--log-driver=" + name, FILE_LIMIT)
        : List.of("--log-driver=" + name);
  }
}
