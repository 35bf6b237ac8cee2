package io.podbus.session.engine;

import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.podman.engine.CommandResult;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// How long the service's own commands to the engine take. Any thread.
public final class EngineMeters {
  private static final Set<String> COMMANDS =
      Set.of(
          "version", "info", "ps", "inspect", "stop", "rm", "kill", "wait", "pull", "pause",
          "unpause", "logs", "volume", "image", "exec", "top", "stats");
  private static final String OTHER = "other";

  /// Codes above it tell of a signal: ours, where the command took too long.
  private static final int SIGNALLED = 128;

  private final Meters meters;
  private final LongSupplier nanos;

  /// @param nanos a monotonic clock, as `System::nanoTime`
  public EngineMeters(Meters meters, LongSupplier nanos) {
    this.meters = meters;
    this.nanos = nanos;
  }

  /// Notes how long this one takes, and how it ends.
  Future<CommandResult> watch(List<String> arguments, Future<CommandResult> running) {
    long began = nanos.getAsLong();
    return running.onComplete(done ->
        meters
            .histogram(Metric.ENGINE_COMMAND_SECONDS, command(arguments), outcome(done))
            .note(nanos.getAsLong() - began));
  }

  private static String outcome(AsyncResult<CommandResult> done) {
    if (done.failed() || done.result().exitCode() > SIGNALLED) {
      return "error";
    }
    return done.result().exitCode() == 0 ? "ok" : "failed";
  }

  /// The command among its arguments, behind what chooses the engine.
  private static String command(List<String> arguments) {
    return arguments.stream().filter(COMMANDS::contains).findFirst().orElse(OTHER);
  }
}
