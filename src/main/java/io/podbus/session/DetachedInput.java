package io.podbus.session;

import io.podbus.podman.engine.EngineCommands;
import io.podbus.process.Child;
import io.podbus.process.ChildInput;
import io.podbus.process.Signal;
import io.podbus.process.SpawnSpec;
import io.podbus.process.Stdio;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Types into a detached container, to which nobody is attached: the first input brings a client
/// that is, and that stays until the session ends, as its end would be the end of the input. What
/// it shows is thrown away: the output comes from the container's log.
///
/// Owned by the session's event loop.
final class DetachedInput {
  private final SessionServices services;
  private final SessionPlan plan;
  private @Nullable Future<Child> client;

  DetachedInput(SessionServices services, SessionPlan plan) {
    this.services = services;
    this.plan = plan;
  }

  /// The way into the container.
  Future<ChildInput> open() {
    Future<Child> opening = client;
    if (opening == null) {
      opening = spawn();
      client = opening;
    }
    return opening.map(Child::input);
  }

  private Future<Child> spawn() {
    List<String> argv = new ArrayList<>();
    argv.add(services.podman().toString());
    argv.addAll(plan.globals());
    argv.addAll(
        EngineCommands.attach(
            plan.command().containerName(),
            plan.options().isRemote() || services.engine().get().remote()));
    Map<String, String> environment = new HashMap<>(services.environment());
    environment.putAll(plan.command().globalEnvironment());
    return services
        .spawner()
        .spawn(new SpawnSpec(argv, environment, plan.directory(), new Stdio.Pipes(true)))
        .onSuccess(child -> {
          discard(child.output());
          ReadStream<Buffer> errors = child.errors();
          if (errors != null) {
            discard(errors);
          }
        });
  }

  private static void discard(ReadStream<Buffer> stream) {
    stream.handler(_ -> {});
    stream.resume();
  }

  /// The session has ended.
  void close() {
    Future<Child> opening = client;
    if (opening != null) {
      opening.onSuccess(child -> {
        child.kill(Signal.KILL);
        child.close();
      });
    }
  }
}
