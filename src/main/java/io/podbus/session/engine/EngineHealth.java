package io.podbus.session.engine;

import io.podbus.ops.CheckResult;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.EngineVersion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What the operator is told of the engine: whether it answers, and whether it has room for more
/// containers. Any thread.
public final class EngineHealth {
  /// Then a question to the engine is given up, and its process killed.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final EngineVersion OLDEST = new EngineVersion(4, 3, 0);
  private static final List<String> QUESTION = List.of("version", "--format={{.Client.Version}}");

  private final Vertx vertx;
  private final EngineRunner runner;
  private final Engine engine;
  private final long minFreeBytes;

  /// @param minFreeBytes how much room its storage must have
  public EngineHealth(Vertx vertx, EngineRunner runner, Engine engine, long minFreeBytes) {
    this.vertx = vertx;
    this.runner = runner;
    this.engine = engine;
    this.minFreeBytes = minFreeBytes;
  }

  /// Whether podman answers, and is one that we know how to use.
  public Future<CheckResult> answers() {
    long began = System.nanoTime();
    return runner
        .run(QUESTION, PATIENCE)
        .map(result -> {
          long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
          Optional<EngineVersion> version =
              result.exitCode() == 0 ? EngineVersion.parse(result.stdout()) : Optional.empty();
          return version
              .map(found -> judge(found, millis))
              .orElseGet(() ->
                  CheckResult.down(
                      "podman gives no sensible answer (exit %d): %s"
                          .formatted(
                              result.exitCode(), shown(result.stderr() + " " + result.stdout()))));
        })
        .otherwise(cause -> CheckResult.down("podman cannot be run: " + cause.getMessage()));
  }

  private CheckResult judge(EngineVersion version, long millis) {
    if (!version.atLeast(OLDEST)) {
      return CheckResult.down(
          "podman is %s; the oldest that is known to work is %s".formatted(version, OLDEST));
    }
    EngineProfile profile = engine.profile();
    if (!profile.known()) {
      return CheckResult.down("podman is being asked what it is: " + profile.problem());
    }
    if (!version.equals(profile.version())) {
      // It was upgraded under us: what it can do is asked again.
      Future<?> _ = engine.learn();
    }
    Map<String, Object> facts = new HashMap<>();
    facts.put("version", version.toString());
    facts.put("latencyMs", millis);
    facts.put("rootless", profile.rootless());
    return new CheckResult(true, "podman answers", facts);
  }

  /// Whether podman's storage has room.
  public Future<CheckResult> storage() {
    String root = engine.profile().graphRoot();
    if (root == null || engine.profile().remote()) {
      return Future.succeededFuture(CheckResult.up("where podman stores is not known"));
    }
    return vertx.executeBlocking(() -> space(Path.of(root)));
  }

  private CheckResult space(Path root) throws IOException {
    if (!Files.exists(root)) {
      return CheckResult.up("podman has not stored anything yet");
    }
    var store = Files.getFileStore(root);
    Map<String, Object> facts =
        Map.of(
            "path", root.toString(),
            "freeBytes", store.getUsableSpace(),
            "totalBytes", store.getTotalSpace());
    return store.getUsableSpace() >= minFreeBytes
        ? new CheckResult(true, "there is room", facts)
        : new CheckResult(
            false,
            "%s has %d bytes left, less than engine.minFreeBytes (%d)"
                .formatted(root, store.getUsableSpace(), minFreeBytes),
            facts);
  }

  /// Whether podman has locks left: each container, pod and volume takes one.
  public Future<CheckResult> locks() {
    return vertx.executeBlocking(() -> {
      EngineProfile profile = engine.profile();
      return (profile.remote()
              ? Optional.<EngineLocks>empty()
              : EngineLocks.read(EngineLocks.file(profile.rootless())))
          .map(EngineHealth::judge)
          .orElseGet(() -> CheckResult.up("how many locks podman has is not known"));
    });
  }

  private static CheckResult judge(EngineLocks locks) {
    Map<String, Object> facts = Map.of("free", locks.free(), "total", locks.total());
    return locks.free() > 0
        ? new CheckResult(true, "there are locks left", facts)
        : new CheckResult(
            false,
            "podman has no locks left: remove containers, pods or volumes, or raise num_locks in"
                + " containers.conf and run podman system renumber",
            facts);
  }

  private static String shown(String said) {
    String line = said.strip().replaceAll("\\s+", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
