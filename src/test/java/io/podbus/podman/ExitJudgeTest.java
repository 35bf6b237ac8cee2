package io.podbus.podman;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.Ending.Cause;
import io.podbus.podman.Ending.Client;
import io.podbus.podman.Ending.Started;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExitJudgeTest {
  private static final String NOT_FOUND =
      "Error: runc: exec: \"x\": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found\n";

  /// What the end was, and `state code signal reason oom` of what is said of it.
  private record Row(String name, Ending ending, String verdict) {}

  private static Row row(
      Started started,
      int code,
      boolean oom,
      Integer sent,
      Cause cause,
      String stderr,
      String verdict) {
    return new Row(
        started + " exit " + code + " oom=" + oom + " sent=" + sent + " cause=" + cause,
        new Ending(new Client.Exited(code), started, oom, sent, cause, stderr),
        verdict);
  }

  private static Row row(Started started, int code, String stderr, String verdict) {
    return row(started, code, false, null, null, stderr, verdict);
  }

  @TestFactory
  Stream<DynamicTest> everyEndHasItsVerdict() {
    return Stream.of(
            row(Started.YES, 0, "", "exited 0 null exited false"),
            row(Started.YES, 3, "", "exited 3 null exited false"),
            row(Started.YES, 255, "", "exited 255 null exited false"),
            // The program's own, whatever it prints.
            row(Started.YES, 125, "Error: image not known\n", "exited 125 null exited false"),
            row(Started.YES, 126, "", "exited 126 null exited false"),
            row(Started.YES, 127, NOT_FOUND, "exited 127 null exited false"),
            row(
                Started.NO,
                125,
                "Error: x: image not known\n",
                "failed 125 null podman-error false"),
            row(
                Started.NO,
                126,
                "Error: OCI permission denied\n",
                "failed 126 null podman-error false"),
            row(Started.NO, 127, NOT_FOUND, "failed 127 null podman-error false"),
            row(Started.NO, 125, "", "failed 125 null podman-error false"),
            row(
                Started.NO,
                1,
                "Log Level \"x\" is not supported",
                "failed 1 null podman-error false"),
            row(Started.NO, 0, "", "exited 0 null exited false"),
            // Nothing can tell: podman's words do where they are known.
            row(Started.UNKNOWN, 127, NOT_FOUND, "failed 127 null podman-error false"),
            row(
                Started.UNKNOWN,
                125,
                "Error: no container with name or ID \"x\" found: no such container\n",
                "failed 125 null podman-error false"),
            row(
                Started.UNKNOWN,
                255,
                "Error: unable to find user x: no matching entries in passwd file\n",
                "failed 255 null podman-error false"),
            row(
                Started.UNKNOWN,
                255,
                "Error: can only create exec sessions on running containers: container state improper\n",
                "failed 255 null podman-error false"),
            row(Started.UNKNOWN, 127, "sh: x: not found\n", "exited 127 null exited false"),
            row(Started.UNKNOWN, 127, "Error: my own\n", "exited 127 null exited false"),
            row(Started.UNKNOWN, 127, "", "exited 127 null exited false"),
            row(Started.UNKNOWN, 7, NOT_FOUND, "exited 7 null exited false"),
            row(Started.UNKNOWN, 0, NOT_FOUND, "exited 0 null exited false"),
            // 137 alone says nothing of who did it.
            row(Started.YES, 137, "", "exited 137 null exited false"),
            row(Started.YES, 143, "", "exited 143 null exited false"),
            row(Started.YES, 137, true, null, null, "", "exited 137 null oom true"),
            row(Started.YES, 0, true, null, null, "", "exited 0 null exited true"),
            row(Started.YES, 137, false, 9, null, "", "exited 137 SIGKILL signalled false"),
            row(Started.YES, 143, false, 15, null, "", "exited 143 SIGTERM signalled false"),
            row(Started.YES, 130, false, 2, null, "", "exited 130 SIGINT signalled false"),
            // A trap: sent, but the program chose its own code.
            row(Started.YES, 5, false, 15, null, "", "exited 5 null exited false"),
            row(Started.YES, 137, false, null, Cause.CLOSED, "", "exited 137 null closed false"),
            row(Started.YES, 0, false, null, Cause.DRAINED, "", "exited 0 null drained false"),
            row(Started.YES, 137, false, null, Cause.TIMEOUT, "", "exited 137 null timeout false"),
            row(
                Started.YES,
                137,
                false,
                null,
                Cause.IDLE_TIMEOUT,
                "",
                "exited 137 null idle-timeout false"),
            row(
                Started.NO,
                125,
                false,
                null,
                Cause.START_TIMEOUT,
                "",
                "failed null null start-timeout false"),
            row(
                Started.YES,
                137,
                false,
                null,
                Cause.START_TIMEOUT,
                "",
                "failed null null start-timeout false"),
            row(Started.NO, 125, false, null, Cause.CLOSED, "", "failed null null closed false"),
            row(Started.YES, 0, false, null, Cause.LOST, "", "lost null null lost false"),
            new Row(
                "client killed by us",
                new Ending(new Client.Killed(9), Started.YES, false, null, Cause.CLOSED, ""),
                "exited null SIGKILL closed false"),
            new Row(
                "client killed at start",
                new Ending(new Client.Killed(9), Started.NO, false, null, Cause.START_TIMEOUT, ""),
                "failed null SIGKILL start-timeout false"),
            new Row(
                "client killed from outside",
                new Ending(new Client.Killed(9), Started.YES, false, null, null, ""),
                "exited null SIGKILL signalled false"),
            new Row(
                "no spawn",
                new Ending(
                    new Client.NotSpawned("no such file"), Started.NO, false, null, null, ""),
                "failed null null spawn-error false"),
            new Row(
                "never seen",
                new Ending(new Client.Unseen(), Started.YES, false, null, Cause.CLOSED, ""),
                "exited null null closed false"))
        .map(row ->
            DynamicTest.dynamicTest(
                row.name() + " → " + row.verdict(),
                () -> {
                  SessionEnd end = ExitJudge.judge(row.ending());
                  assertThat(
                          String.join(
                              " ",
                              end.state().wireName(),
                              String.valueOf(end.code()),
                              String.valueOf(end.signal()),
                              end.reason(),
                              String.valueOf(end.oomKilled())))
                      .isEqualTo(row.verdict());
                }));
  }

  @Test
  void exitHasAllItsMembers() {
    SessionEnd end =
        ExitJudge.judge(
            new Ending(
                new Client.Exited(125),
                Started.NO,
                false,
                null,
                null,
                "Error: x: image not known\n"));
    assertThat(end.exit())
        .isEqualTo(
            new JsonObject()
                .put("code", 125)
                .putNull("signal")
                .put("reason", "podman-error")
                .put("oomKilled", false)
                .put("error", "image-not-found")
                .put("message", "x: image not known"));
  }

  @Test
  void signalsAreReadAndNamed() {
    assertThat(Signals.parse("SIGINT")).hasValue(2);
    assertThat(Signals.parse("term")).hasValue(15);
    assertThat(Signals.parse("9")).hasValue(9);
    assertThat(Signals.parse("SIGFOO")).isEmpty();
    assertThat(Signals.parse("0")).isEmpty();
    assertThat(Signals.parse("65")).isEmpty();
    assertThat(Signals.name(28)).isEqualTo("SIGWINCH");
    assertThat(Signals.name(34)).isEqualTo("34");
  }
}
