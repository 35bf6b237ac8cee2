package io.podbus.process;

import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;

/// A child as a test drives it from its own thread.
final class Running {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /// What a stream gave so far. Written by the loop, read by the test.
  static final class Collected {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Promise<Void> end = Promise.promise();
    private int ends;

    private synchronized void add(Buffer buffer) {
      bytes.writeBytes(buffer.getBytes());
    }

    private synchronized void end() {
      ends++;
      end.tryComplete();
    }

    synchronized byte[] bytes() {
      return bytes.toByteArray();
    }

    synchronized long size() {
      return bytes.size();
    }

    synchronized int ends() {
      return ends;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    boolean isEnded() {
      return end.future().isComplete();
    }
  }

  final Child child;
  final Context context;
  final Collected out = new Collected();
  final Collected err = new Collected();

  private Running(Child child, Context context) {
    this.child = child;
    this.context = context;
  }

  /// Starts a child, with handlers set and no demand.
  static Running start(ChildSpawner spawner, Context context, SpawnSpec spec) {
    Running running =
        Await.get(launch(spawner, context, spec), DEADLINE, "the child starts: " + spec);
    running.onLoop(() -> {
      collect(running.child.output(), running.out);
      if (running.child.errors() != null) {
        collect(running.child.errors(), running.err);
      }
      return null;
    });
    return running;
  }

  static Future<Running> launch(ChildSpawner spawner, Context context, SpawnSpec spec) {
    Promise<Running> started = Promise.promise();
    context.runOnContext(
        _ -> spawner.spawn(spec).map(child -> new Running(child, context)).onComplete(started));
    return started.future();
  }

  private static void collect(ReadStream<Buffer> stream, Collected into) {
    stream.handler(into::add);
    stream.endHandler(_ -> into.end());
  }

  Running readAll() {
    onLoop(() -> {
      child.output().resume();
      if (child.errors() != null) {
        child.errors().resume();
      }
      return null;
    });
    return this;
  }

  /// Runs something on the child's context and waits for it.
  <T> T onLoop(Callable<T> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> {
      try {
        done.complete(action.call());
      } catch (Throwable e) {
        done.fail(e);
      }
    });
    return Await.get(done.future(), DEADLINE, "an action on the loop");
  }

  Future<Void> write(String text) {
    return write(Buffer.buffer(text));
  }

  Future<Void> write(Buffer bytes) {
    return onLoop(() -> child.input().write(bytes));
  }

  Future<Void> end() {
    return onLoop(() -> child.input().end());
  }

  /// How it ended, when all of its output has been read.
  ExitStatus finish() {
    ExitStatus status = exit();
    Await.until(DEADLINE, "the output ends", out::isEnded);
    if (child.errors() != null) {
      Await.until(DEADLINE, "stderr ends", err::isEnded);
    }
    return status;
  }

  ExitStatus exit() {
    return Await.get(child.exit(), DEADLINE, "the child exits");
  }

  void awaitOutput(String text) {
    try {
      Await.until(DEADLINE, "output has " + text, () -> out.text().contains(text));
    } catch (AssertionError e) {
      throw new AssertionError("output so far: " + out.text(), e);
    }
  }

  /// Kills it and lets go of it, as the end of a test.
  void discard() {
    child.kill(Signal.KILL);
    exit();
    Await.get(child.close(), DEADLINE, "the child closes");
  }
}
