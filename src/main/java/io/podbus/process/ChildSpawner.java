package io.podbus.process;

import io.netty.channel.IoEventLoop;
import io.podbus.process.posix.NativeBuffer;
import io.podbus.process.posix.Posix;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Starts child processes on the event loops of one Vert.x. Any thread; one for a service.
public final class ChildSpawner {
  private final Posix posix;
  // One buffer for each loop: reads and writes never overlap there.
  private final Map<IoEventLoop, NativeBuffer> scratch = new ConcurrentHashMap<>();

  private ChildSpawner(Posix posix) {
    this.posix = posix;
  }

  /// Checks the machine at start-up, so that nothing of it can fail later.
  ///
  /// @throws UnsupportedPlatformException saying in one sentence what is missing: Linux, the native
  ///   transport of Vert.x, native access, a function of the C library, or one of the kernel
  public static ChildSpawner create(Vertx vertx) {
    return new ChildSpawner(Platform.check(vertx));
  }

  /// With a C library of the caller's, which a test lets fail.
  static ChildSpawner create(Posix posix) {
    return new ChildSpawner(posix);
  }

  /// Starts a child on the current event-loop context; everything of the child happens there.
  ///
  /// The child leads a session of its own, so that keys at the service's terminal do not reach it,
  /// with default signals and no descriptor but its standard streams.
  ///
  /// @return fails with [SpawnException], or with [IllegalStateException] where the caller is on no
  ///   event-loop context. Nothing of a failed attempt is left: what it opened is closed, and a
  ///   process that ran already is killed and reaped.
  public Future<Child> spawn(SpawnSpec spec) {
    ContextInternal context = ContextInternal.current();
    if (context == null
        || !context.isEventLoopContext()
        || !(context.nettyEventLoop() instanceof IoEventLoop loop)) {
      return Future.failedFuture(new IllegalStateException("not on an event-loop context"));
    }
    Promise<Child> spawned = context.promise();
    LoopResources resources = new LoopResources(context.unwrap(), loop, posix, scratch(loop));
    Future<@Nullable Void> launching =
        context.executeBlocking(
            () -> {
              handOver(resources, spec, Launcher.launch(posix, spec), spawned);
              return null;
            },
            false);
    launching.onFailure(spawned::tryFail);
    return spawned.future();
  }

  /// The processes of a container that carry this variable in their environment.
  ///
  /// @param containerPid of the container's first process, as this process sees it
  /// @param marker `NAME=value`
  public MarkedProcesses markedProcesses(long containerPid, String marker) {
    return new MarkedProcesses(posix, containerPid, marker);
  }

  /// The processes that have one of these words as an argument, with their descendants.
  public StrayProcesses strayProcesses(Set<String> words) {
    return new StrayProcesses(posix, words);
  }

  private NativeBuffer scratch(IoEventLoop loop) {
    return scratch.computeIfAbsent(loop, _ -> NativeBuffer.allocate(LoopResources.TURN_BYTES));
  }

  // Straight to the loop rather than by the result of the blocking call: a result that the loop
  // takes
  // no more would be lost, and the child with it.
  private void handOver(
      LoopResources resources, SpawnSpec spec, Launcher.Launched launched, Promise<Child> spawned) {
    try {
      resources.loop().execute(() -> adopt(resources, spec, launched, spawned));
    } catch (RejectedExecutionException e) {
      launched.abandon(posix);
      spawned.tryFail(SpawnException.cancelled(spec, e));
    }
  }

  private void adopt(
      LoopResources resources, SpawnSpec spec, Launcher.Launched launched, Promise<Child> spawned) {
    PosixChild child = new PosixChild(resources, launched);
    try {
      if (resources.loop().isShuttingDown()) {
        throw new IllegalStateException("the event loop is shutting down");
      }
      child.register();
      if (!resources.context().closeFuture().add(child)) {
        throw new IllegalStateException("the context is closed");
      }
    } catch (RuntimeException e) {
      child.abandon();
      spawned.tryFail(SpawnException.cancelled(spec, e));
      return;
    }
    spawned.complete(child);
  }
}
