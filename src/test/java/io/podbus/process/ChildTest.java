package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How children start, end and are let go of.
class ChildTest extends ProcessTestBase {
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 125, 137, 255})
  void exitCodeIsExact(int code) {
    assertThat(shell("exit " + code).finish()).isEqualTo(new ExitStatus.Exited(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM", "INT", "HUP", "SEGV", "RTMIN+1"})
  void deathBySignalIsExact(String name) {
    Running running = shell("echo ready; exec sleep 1000");
    running.awaitOutput("ready");
    Signal signal = Signal.parse(name).orElseThrow();
    running.child.kill(signal);
    assertThat(running.finish()).isEqualTo(new ExitStatus.Signalled(signal));
  }

  @Test
  void killAfterExitIsHarmless() {
    Running running = shell("exit 0");
    running.finish();
    running.child.kill(Signal.KILL);
    running.onLoop(() -> null);
    assertThat(running.child.exit().isComplete()).isTrue();
  }

  @Test
  void streamsAreApart() {
    Running running = shell("echo to out; echo to err >&2");
    running.finish();
    assertThat(running.out.text()).isEqualTo("to out\n");
    assertThat(running.err.text()).isEqualTo("to err\n");
    assertThat(running.out.ends()).isEqualTo(1);
  }

  @Test
  void environmentIsExactlyWhatWasGiven() {
    Map<String, String> environment = Map.of("A", "1", "WITH_LINES", "x\ny", "UMLAUT", "ü");
    Running running =
        start(
                new SpawnSpec(
                    List.of("/usr/bin/env", "-0"),
                    environment,
                    Path.of("/"),
                    new Stdio.Pipes(false)))
            .readAll();
    running.finish();
    assertThat(running.out.text().split("\0"))
        .containsExactlyInAnyOrder("A=1", "WITH_LINES=x\ny", "UMLAUT=ü");
  }

  @Test
  void childHasNoOtherDescriptorsAndDefaultSignals() {
    // The shell's own descriptor on the directory is the one that ls shows beside the standard
    // ones.
    Running running = shell("ls /proc/self/fd; grep -E 'Sig(Blk|Ign)' /proc/self/status");
    running.finish();
    assertThat(running.out.text().lines())
        .containsExactly(
            "0", "1", "2", "3", "SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000");
  }

  @Test
  void childLeadsItsOwnSessionInItsDirectory(@TempDir Path directory) {
    SpawnSpec spec =
        new SpawnSpec(
            List.of("/bin/sh", "-c", "pwd; echo $$; cut -d' ' -f6 /proc/$$/stat"),
            ENVIRONMENT,
            directory,
            new Stdio.Pipes(false));
    Running running = start(spec).readAll();
    running.finish();
    String pid = Long.toString(running.child.pid());
    assertThat(running.out.text().lines()).containsExactly(directory.toString(), pid, pid);
  }

  @Test
  void withoutStdinItReadsDevNull() {
    Running running = start(spec(new Stdio.Pipes(false), "/bin/cat")).readAll();
    assertThat(running.finish()).isEqualTo(new ExitStatus.Exited(0));
    assertThat(Await.failure(running.write("x"), DEADLINE, "a write"))
        .isInstanceOf(InputClosedException.class);
  }

  @Test
  void outputIsKeptForAReaderThatComesAfterTheExit() {
    Running running = start(pipes("/bin/sh", "-c", "echo early; exit 4"));
    assertThat(running.exit()).isEqualTo(new ExitStatus.Exited(4));
    assertThat(running.out.isEnded()).isFalse();
    running.readAll();
    running.finish();
    assertThat(running.out.text()).isEqualTo("early\n");
  }

  @Test
  void grandchildHoldsTheStreamOpen() {
    Running running = shell("sleep 1000 & echo $!");
    assertThat(running.exit()).isEqualTo(new ExitStatus.Exited(0));
    Await.until(DEADLINE, "the grandchild's pid", () -> running.out.text().endsWith("\n"));
    assertThat(running.out.isEnded()).isFalse();
    long grandchild = Long.parseLong(running.out.text().strip());
    ProcessHandle.of(grandchild).orElseThrow().destroyForcibly();
    running.finish();
    assertThat(running.out.ends()).isEqualTo(1);
  }

  @Test
  void closeEndsStreamsThatAGrandchildHolds() {
    Running running = shell("sleep 1000 & echo $!");
    running.exit();
    Await.until(DEADLINE, "the grandchild's pid", () -> running.out.text().endsWith("\n"));
    Await.get(running.child.close(), DEADLINE, "close");
    Await.get(running.child.close(), DEADLINE, "close again");
    running.finish();
    assertThat(running.out.ends()).isEqualTo(1);
    long grandchild = Long.parseLong(running.out.text().strip());
    ProcessHandle.of(grandchild).orElseThrow().destroyForcibly();
  }

  @Test
  void closeDoesNotKillAndStillReaps() {
    Running running = shell("echo ready; exec sleep 1000");
    running.awaitOutput("ready");
    Await.get(running.child.close(), DEADLINE, "close");
    Await.until(DEADLINE, "the output ends", running.out::isEnded);
    assertThat(running.child.exit().isComplete()).isFalse();
    running.child.kill(Signal.TERM);
    assertThat(running.exit()).isEqualTo(new ExitStatus.Signalled(Signal.TERM));
  }

  @Test
  void resizeNeedsATerminal() {
    Running running = shell("exit 0");
    assertThatThrownBy(() -> running.child.resize(10, 10))
        .isInstanceOf(IllegalStateException.class);
    running.finish();
  }

  @Test
  void manyChildrenNeedNoThreads() {
    warmUpWorkers();
    int before = threads();
    List<Future<Running>> launched = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      launched.add(Running.launch(spawner, newContext(), pipes("/bin/cat")));
    }
    List<Running> children = new ArrayList<>();
    for (Future<Running> future : launched) {
      children.add(Await.get(future, DEADLINE, "a child starts"));
    }
    assertThat(threads()).isLessThanOrEqualTo(before + 2);
    for (Running running : children) {
      running.onLoop(() -> running.child.output().resume());
      running.end();
    }
    for (Running running : children) {
      assertThat(running.exit()).isEqualTo(new ExitStatus.Exited(0));
      Await.get(running.child.close(), DEADLINE, "close");
    }
  }

  // The pool for blocking calls starts its threads as it needs them, twenty at most.
  private void warmUpWorkers() {
    List<Future<Object>> calls = new ArrayList<>();
    CountDownLatch all = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      calls.add(
          vertx.executeBlocking(
              () -> {
                all.countDown();
                all.await();
                return null;
              },
              false));
    }
    calls.forEach(call -> Await.get(call, DEADLINE, "a worker"));
  }

  private static int threads() {
    return Thread.getAllStackTraces().size();
  }

  @Test
  void spawnNeedsAnEventLoop() {
    assertThat(Await.failure(spawner.spawn(pipes("/bin/true")), DEADLINE, "spawn off the loop"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void specRefusesWhatNoKernelTakes() {
    assertThatThrownBy(() -> pipes("a\0b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new SpawnSpec(List.of("a"), Map.of("A=B", ""), Path.of("/"), new Stdio.Pipes(true)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Stdio.Terminal(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
