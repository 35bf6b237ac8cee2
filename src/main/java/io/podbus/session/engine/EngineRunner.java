package io.podbus.session.engine;

import io.podbus.podman.engine.CommandResult;
import io.podbus.podman.engine.CommandRunner;
import io.podbus.process.Child;
import io.podbus.process.ChildSpawner;
import io.podbus.process.ExitStatus;
import io.podbus.process.Signal;
import io.podbus.process.SpawnSpec;
import io.podbus.process.Stdio;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs short podman commands of the service's own (`stop`, `rm`, `ps`, …) and gives what they
/// said.
///
/// Callable on any thread; the commands live on one event loop of their own. What a command writes
/// beyond a bound is read and thrown away, so that it cannot hang on a full pipe.
public final class EngineRunner implements CommandRunner {
  private static final int MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

  private final Vertx vertx;
  private final Context context;
  private final ChildSpawner spawner;
  private final Path podman;
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final EngineMeters meters;

  /// Takes the event loop of the calling context.
  public EngineRunner(
      Vertx vertx,
      ChildSpawner spawner,
      Path podman,
      Map<String, String> environment,
      Path workingDirectory,
      EngineMeters meters) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.spawner = spawner;
    this.podman = podman;
    this.environment = Map.copyOf(environment);
    this.workingDirectory = workingDirectory;
    this.meters = meters;
  }

  @Override
  public Future<CommandResult> run(List<String> arguments, Duration timeout) {
    return run(arguments, Map.of(), timeout);
  }

  /// The same with more variables in podman's own environment.
  public Future<CommandResult> run(
      List<String> arguments, Map<String, String> additions, Duration timeout) {
    Promise<CommandResult> result = Promise.promise();
    context.runOnContext(_ -> spawn(arguments, additions, timeout).onComplete(result));
    return meters.watch(arguments, result.future());
  }

  private Future<CommandResult> spawn(
      List<String> arguments, Map<String, String> additions, Duration timeout) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(additions);
    List<String> argv = new ArrayList<>();
    argv.add(podman.toString());
    argv.addAll(arguments);
    return spawner
        .spawn(new SpawnSpec(argv, all, workingDirectory, new Stdio.Pipes(false)))
        .compose(child -> collect(child, timeout));
  }

  private Future<CommandResult> collect(Child child, Duration timeout) {
    boolean[] timedOut = {false};
    long timer =
        vertx.setTimer(
            Math.max(1, timeout.toMillis()),
            _ -> {
              timedOut[0] = true;
              child.kill(Signal.KILL);
              // A grandchild may hold the pipes: it is not waited for.
              child.close();
            });
    Future<String> stdout = text(child.output());
    ReadStream<Buffer> errors = child.errors();
    Future<String> stderr = errors == null ? Future.succeededFuture("") : text(errors);
    return Future.all(stdout, stderr, child.exit())
        .map(_ -> {
          String said = timedOut[0] ? "podman did not answer within " + timeout : "";
          return new CommandResult(
              code(child.exit().result()), stdout.result(), stderr.result() + said);
        })
        .onComplete(_ -> {
          vertx.cancelTimer(timer);
          child.close();
        });
  }

  private static int code(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Exited exited -> exited.code();
      case ExitStatus.Signalled signalled -> 128 + signalled.signal().number();
    };
  }

  private static Future<String> text(ReadStream<Buffer> stream) {
    Promise<String> whole = Promise.promise();
    Buffer collected = Buffer.buffer();
    stream.handler(bytes -> {
      int room = MAX_OUTPUT_BYTES - collected.length();
      collected.appendBuffer(bytes.length() <= room ? bytes : bytes.slice(0, room));
    });
    stream.endHandler(_ -> whole.complete(collected.toString(StandardCharsets.UTF_8)));
    stream.resume();
    return whole.future();
  }
}
