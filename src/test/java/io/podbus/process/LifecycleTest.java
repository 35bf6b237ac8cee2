package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Contexts and loops that end under their children; the base class checks that nothing is left.
class LifecycleTest extends ProcessTestBase {
  /// Spawns, and is ready with its child, or at once.
  private final class Spawning extends VerticleBase {
    private final boolean wait;
    private final Promise<Child> child = Promise.promise();

    Spawning(boolean wait) {
      this.wait = wait;
    }

    @Override
    public Future<?> start() {
      Future<Child> spawned = spawner.spawn(pipes("/bin/sleep", "1000"));
      spawned.onComplete(child);
      return wait ? spawned : Future.succeededFuture();
    }
  }

  @Test
  void undeployKillsTheChild() {
    Spawning verticle = new Spawning(true);
    String id = Await.get(vertx.deployVerticle(verticle), DEADLINE, "deploy");
    Child child = Await.get(verticle.child.future(), DEADLINE, "the child");
    Await.get(vertx.undeploy(id), DEADLINE, "undeploy");
    assertThat(Await.get(child.exit(), DEADLINE, "exit"))
        .isEqualTo(new ExitStatus.Signalled(Signal.KILL));
  }

  @Test
  void undeployDuringASpawnLeavesNothing() {
    Spawning verticle = new Spawning(false);
    String id = Await.get(vertx.deployVerticle(verticle), DEADLINE, "deploy");
    Await.get(vertx.undeploy(id), DEADLINE, "undeploy");
    Await.until(DEADLINE, "the spawn ends", () -> verticle.child.future().isComplete());
  }

  @Test
  void closedContextTakesNoChild() {
    ContextInternal context = (ContextInternal) newContextOfItsOwn();
    Await.get(context.close(), DEADLINE, "the context closes");
    Throwable cause =
        Await.failure(
            Running.launch(spawner, context, pipes("/bin/sleep", "1000")), DEADLINE, "spawn");
    assertThat(cause).isInstanceOfAny(SpawnException.class, RejectedExecutionException.class);
  }

  private Object newContextOfItsOwn() {
    AtomicReference<Object> made = new AtomicReference<>();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            made.set(ContextInternal.current());
            return Future.succeededFuture();
          }
        };
    Await.get(vertx.deployVerticle(verticle), DEADLINE, "deploy");
    return made.get();
  }

  @Test
  void vertxClosedWithChildrenOpen() {
    Vertx own = newVertx();
    ChildSpawner spawning = ChildSpawner.create(own);
    ContextInternal context = ((VertxInternal) own).createEventLoopContext();
    Running piped = Running.start(spawning, context, pipes("/bin/sleep", "1000"));
    Running terminal =
        Running.start(spawning, context, spec(new Stdio.Terminal(5, 5), "/bin/sleep", "1000"));
    Await.get(own.close(), DEADLINE, "Vert.x closes");
    Await.get(piped.child.close(), DEADLINE, "close after the loop's end");
    Await.get(terminal.child.close(), DEADLINE, "close after the loop's end");
    piped.child.kill(Signal.KILL);
  }

  @Test
  void withoutNativeTransportItSaysSo() {
    Vertx nio = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    try {
      assertThatThrownBy(() -> ChildSpawner.create(nio))
          .isInstanceOf(UnsupportedPlatformException.class)
          .hasMessageContaining("native transport");
    } finally {
      Await.get(nio.close(), DEADLINE, "Vert.x closes");
    }
  }
}
