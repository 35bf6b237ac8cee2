package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.process.Child;
import io.podbus.process.ChildSpawner;
import io.podbus.process.ExitStatus;
import io.podbus.process.Signal;
import io.podbus.process.SpawnSpec;
import io.podbus.process.Stdio;
import io.podbus.protocol.StreamName;
import io.podbus.session.engine.StartEvidence;
import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A client as a real child: a shell that plays podman.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientRunTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /// What a session was told, in order, a word each.
  private static final class Told implements ClientRun.Listener {
    final List<String> words = new CopyOnWriteArrayList<>();
    final StringBuffer program = new StringBuffer();
    final StringBuffer engine = new StringBuffer();
    final Promise<ClientRun.ClientEnd> end = Promise.promise();

    @Override
    public void output(StreamName stream, Buffer bytes, boolean fromEngine) {
      words.add("output");
      (fromEngine ? engine : program).append(bytes);
    }

    @Override
    public void started() {
      words.add("started");
    }

    @Override
    public void lost() {
      words.add("lost");
    }

    @Override
    public void ended(ClientRun.ClientEnd how) {
      words.add("ended");
      end.complete(how);
    }

    ClientRun.ClientEnd awaitEnd() {
      return Await.get(end.future(), DEADLINE, "the run ends; told so far: " + words);
    }
  }

  private record Running(ClientRun run, Context context, Told told) {
    void onLoop(Runnable action) {
      context.runOnContext(_ -> action.run());
    }
  }

  private Vertx vertx;
  private ChildSpawner spawner;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    spawner = ChildSpawner.create(vertx);
  }

  @AfterAll
  void shut() {
    Await.get(vertx.close(), DEADLINE, "Vert.x closes");
  }

  private Running start(String script, StartEvidence evidence, boolean reading) {
    Told told = new Told();
    Context context = vertx.getOrCreateContext();
    Promise<ClientRun> started = Promise.promise();
    context.runOnContext(_ ->
        spawner
            .spawn(
                new SpawnSpec(
                    List.of("/bin/sh", "-c", script),
                    Map.of("PATH", System.getenv("PATH")),
                    Path.of("/"),
                    new Stdio.Pipes(true)))
            .map((Child child) -> new ClientRun(vertx, child, false, evidence, told))
            .onSuccess(run -> run.begin(reading))
            .onComplete(started));
    return new Running(Await.get(started.future(), DEADLINE, "the client starts"), context, told);
  }

  private static void await(String what, Supplier<Boolean> condition) {
    Await.until(DEADLINE, what, condition::get);
  }

  @Test
  void aKilledClientWhoseProgramGoesOnIsToldAsLost() {
    // The one in the background holds the pipes, as a container does with passthrough.
    // It says who it is before it writes: two writers of a pipe have no order.
    Running client = start("sh -c 'echo $$; exec yes' & wait", StartEvidence.EARLIER, true);
    await("the program writes", () -> client.told.program.indexOf("\ny\n") >= 0);
    int pid = Integer.parseInt(client.told.program.substring(0, client.told.program.indexOf("\n")));

    client.run.child().kill(Signal.KILL);
    await("the loss is told", () -> client.told.words.contains("lost"));
    assertThat(client.told.words).doesNotContain("ended");

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ClientRun.ClientEnd end = client.told.awaitEnd();
    assertThat(end.status()).isEqualTo(new ExitStatus.Signalled(Signal.KILL));
    assertThat(end.lost()).isTrue();
    assertThat(client.told.words.getLast()).isEqualTo("ended");
  }

  @Test
  void aKilledClientThatLeavesNothingOpenOnlyEnds() {
    Running client = start("exec sleep 1000", StartEvidence.EARLIER, true);
    client.run.child().kill(Signal.TERM);
    assertThat(client.told.awaitEnd().status()).isEqualTo(new ExitStatus.Signalled(Signal.TERM));
  }

  @Test
  void whatTheProgramWroteLastWaitsWhileTheOutputIsHeld() {
    Running client = start("printf last", StartEvidence.EARLIER, false);
    await("the client has exited", () -> client.run.child().exit().isComplete());
    // A turn of the loop after the exit, nothing has been read.
    Promise<Void> turn = Promise.promise();
    client.onLoop(turn::complete);
    Await.get(turn.future(), DEADLINE, "a turn of the loop");
    assertThat(client.told.words).containsExactly("started");

    client.onLoop(client.run::open);
    client.told.awaitEnd();
    assertThat(client.told.program.toString()).isEqualTo("last");
    assertThat(client.told.words).containsExactly("started", "output", "ended");
  }

  @Test
  void withoutEvidenceASilentClientCountsAsRunningAfterAWhile() {
    Running client = start("exec sleep 1000", StartEvidence.GUESS, true);
    assertThat(client.told.words).isEmpty();
    await("it counts as running", () -> client.told.words.contains("started"));
    client.run.child().kill(Signal.KILL);
    client.told.awaitEnd();
  }

  @Test
  void withoutEvidenceOutputMeansThatTheProgramRuns() {
    Running client = start("echo here; exec sleep 1000", StartEvidence.GUESS, true);
    await("output", () -> client.told.program.toString().equals("here\n"));
    assertThat(client.told.words).startsWith("started", "output");
    client.run.child().kill(Signal.KILL);
    client.told.awaitEnd();
  }

  @Test
  void withoutEvidenceAnErrorAtOnceIsHeldBackUntilTheEnd() {
    Running client =
        start("echo 'Error: x: image not known' >&2; exit 125", StartEvidence.GUESS, true);
    ClientRun.ClientEnd end = client.told.awaitEnd();
    assertThat(end.started()).isFalse();
    assertThat(end.engineText().toString()).isEqualTo("Error: x: image not known\n");
    assertThat(client.told.words).containsExactly("ended");
  }

  @Test
  void thePidFileDividesTheEnginesTextFromTheProgramsOwn(@TempDir Path directory) {
    Path pidFile = directory.resolve("pid");
    Running client =
        start(
            "echo warning >&2; read go; echo mine >&2; read go; exit 3",
            new StartEvidence.PidFile(pidFile),
            true);
    // The pid file is looked for when something comes: it must not be there before the warning is.
    await("the warning is read", () -> client.run.child().pid() > 0 && heldBack(client));
    assertThat(client.told.words).isEmpty();
    writePidFile(pidFile);
    client.onLoop(() -> client.run.child().input().write(Buffer.buffer("\n")));
    await("the program's text", () -> client.told.program.toString().equals("mine\n"));
    assertThat(client.told.engine.toString()).isEqualTo("warning\n");
    client.onLoop(() -> client.run.child().input().end());
    assertThat(client.told.awaitEnd().status()).isEqualTo(new ExitStatus.Exited(3));
  }

  private boolean heldBack(Running client) {
    Promise<Boolean> held = Promise.promise();
    client.onLoop(() -> held.complete(client.run.heldBack() > 0));
    return Await.get(held.future(), DEADLINE, "a look at what is held");
  }

  private static void writePidFile(Path pidFile) {
    try {
      Files.writeString(pidFile, "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
