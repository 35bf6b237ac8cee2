package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StrayProcessesTest extends ProcessTestBase {
  @Test
  void aProcessWithTheWordGoesWithAllThatDescendsFromIt() throws IOException {
    String word = "/word/" + UUID.randomUUID();
    Running marked = start(pipes("sh", "-c", "sh -c 'sleep 1000; :' & sleep 1000; :", word));
    Running other = start(pipes("sh", "-c", "sleep 1000; :", word + "/longer"));
    StrayProcesses strays = spawner.strayProcesses(Set.of("nobody's", word));
    Await.until(
        DEADLINE,
        "all four run",
        () -> ProcessHandle.of(marked.child.pid()).orElseThrow().descendants().count() == 3);

    assertThat(strays.kill()).isEqualTo(4);

    assertThat(Await.get(marked.child.exit(), DEADLINE, "the end"))
        .isEqualTo(new ExitStatus.Signalled(Signal.KILL));
    // Where nobody reaps orphans they stay as zombies, which are no processes any more.
    Await.until(DEADLINE, "none is left", () -> killed(strays) == 0);
    assertThat(other.child.exit().isComplete()).isFalse();
    // Its own child would outlive it, and hold its pipes.
    assertThat(spawner.strayProcesses(Set.of(word + "/longer")).kill()).isEqualTo(2);
    Await.get(other.child.exit(), DEADLINE, "the end of the other");
    // Nobody reads them.
    marked.child.close();
    other.child.close();
  }

  private static int killed(StrayProcesses strays) {
    try {
      return strays.kill();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
