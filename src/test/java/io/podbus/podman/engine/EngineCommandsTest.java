package io.podbus.podman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineCommandsTest {
  private static final String ID =
      "ac6cb7c6df6a8f1736383413fd694bce4ad40e644e9c7c2e47d273ba06a075a4";
  private static final String GONE =
      "Error: no container with name or ID \"nope\" found: no such container\n";

  private static CommandResult failed(int code, String stderr) {
    return new CommandResult(code, "", stderr);
  }

  @Test
  void manyAreNamedAtOnceAndUnknownOnesIgnored() {
    assertThat(EngineCommands.stop(Duration.ofMillis(1200), List.of("a", "b")))
        .containsExactly("stop", "--ignore", "--time=2", "--", "a", "b");
    assertThat(EngineCommands.remove(List.of("a", "b")))
        .containsExactly("rm", "--force", "--time=0", "--volumes", "--ignore", "--", "a", "b");
    assertThat(EngineCommands.kill(2, "a")).containsExactly("kill", "--signal=2", "--", "a");
    assertThatThrownBy(() -> EngineCommands.remove(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aListIsReadByLabel() {
    String json =
        """
        [{"Id":"%s","Names":["pbp-a"],"State":"running","Pid":8117,
          "Labels":{"io.podbus.instance":"i1","io.podbus.session":"s1","x":"1"}},
         {"Id":"b","Names":null,"State":"exited","Pid":0,"Labels":{"io.podbus.session":"s2"}},
         {"Id":"c","Names":["other"],"State":"running","Labels":null}, 7]
        """
            .formatted(ID);
    assertThat(EngineCommands.parseList(new CommandResult(0, json, "")))
        .containsExactly(
            new ListedContainer(ID, "pbp-a", "running", "s1", "i1", 8117),
            new ListedContainer("b", "b", "exited", "s2", null, 0));
    assertThat(EngineCommands.parseList(new CommandResult(0, "[]\n", ""))).isEmpty();
    assertThat(EngineCommands.parseList(new CommandResult(0, "", ""))).isEmpty();
    assertThatThrownBy(() -> EngineCommands.parseList(new CommandResult(0, "nonsense", "")))
        .isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> EngineCommands.parseList(failed(125, "Error: broken\n")))
        .hasMessageContaining("broken");
  }

  @Test
  void aContainerIsLookedAt() {
    InspectedContainer container =
        EngineCommands.parseInspect(
            new CommandResult(
                0, ID + " running 8117 /var/lib/a b/userdata\n/run/a b/pidfile\n", ""));
    assertThat(container)
        .isEqualTo(
            new InspectedContainer(
                ID,
                "running",
                8117,
                Path.of("/var/lib/a b/userdata"),
                Path.of("/run/a b/pidfile")));
    assertThat(container.isRunning()).isTrue();
    assertThatThrownBy(() ->
            EngineCommands.parseInspect(
                failed(125, "Error: inspecting object: no such container nope\n")))
        .satisfies(e ->
            assertThat(((FailureException) e).failure())
                .isInstanceOf(Failure.ContainerNotFound.class));
    assertThatThrownBy(() -> EngineCommands.parseInspect(new CommandResult(0, "what\n", "")))
        .isInstanceOf(FailureException.class);
  }

  @Test
  void whatIsGoneNeedsNoEnding() {
    assertThat(EngineCommands.failureUnlessGone(failed(125, GONE), "stop the container")).isEmpty();
    assertThat(EngineCommands.failureUnlessGone(failed(1, GONE), "remove the container")).isEmpty();
    assertThat(EngineCommands.failure(failed(125, GONE), "signal the container"))
        .containsInstanceOf(Failure.ContainerNotFound.class);
    assertThat(
            EngineCommands.failureUnlessGone(
                failed(
                    125,
                    "Error: container ac6c is running or paused, refusing to clean up: container state improper\n"),
                "stop the container"))
        .containsInstanceOf(Failure.WrongState.class);
    assertThat(EngineCommands.failure(failed(125, "Error: what\n"), "pull the image"))
        .hasValueSatisfying(failure -> {
          assertThat(failure.detail()).isEqualTo("podman could not pull the image: what");
          assertThat(((Failure.PodmanFailed) failure).exitCode()).isEqualTo(125);
        });
    assertThat(EngineCommands.failure(new CommandResult(0, "", "noise"), "x")).isEmpty();
  }

  @Test
  void aCodeIsReadOrThereIsNone() {
    assertThat(EngineCommands.parseWait(new CommandResult(0, "7\n", ""))).contains(7);
    assertThat(EngineCommands.parseWait(new CommandResult(0, "-1\n", ""))).isEmpty();
    assertThat(EngineCommands.parseWait(new CommandResult(125, "", GONE))).isEmpty();
  }
}
