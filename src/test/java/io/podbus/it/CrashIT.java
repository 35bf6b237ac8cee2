package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the next start makes of a service that was killed.
class CrashIT {
  private static final String SECRET = "a value that must not stay on the disk";

  @Test
  void theNextStartRemovesWhatWasLeftAndNothingElse() {
    try (StateFolder state = new StateFolder();
        ServiceProcess first = ServiceProcess.listening(state, Map.of())) {
      String stranger = "podbus-it-" + UUID.randomUUID();
      Podman podman = state.podman();
      // Looks like one of ours, but another instance's.
      podman.say(
          "run",
          "-d",
          "--name",
          stranger,
          "--label",
          "io.podbus.instance=" + UUID.randomUUID(),
          "--label",
          "io.podbus.session=" + UUID.randomUUID(),
          Service.IMAGE,
          "sleep",
          "100000");
      try {
        leaveMuchBehind(first, stranger);
        Await.until(
            Service.DEADLINE,
            "the secret is gone, as the program has it",
            () -> state.sessionFiles().stream().noneMatch(CrashIT::hasSecret));
        first.signal("KILL");
        first.awaitEnd();
        assertThat(state.containers()).as("what was left").isNotEmpty();
        assertThat(state.sessionFiles()).isNotEmpty();
        assertThat(execs(podman, stranger)).as("what exec left").isPositive();

        // By the time it listens; not later.
        try (ServiceProcess second = ServiceProcess.listening(state, Map.of())) {
          assertThat(state.sessionFiles()).isEmpty();
          assertThat(state.containers()).isEmpty();
          Await.until(
              Service.DEADLINE, "the exec's process ends", () -> execs(podman, stranger) == 0);
          assertThat(podman.say("inspect", "-f", "{{.State.Status}}", stranger))
              .isEqualTo("running");
          assertThat(second.api().get("/v1/sessions").statusCode()).isEqualTo(200);
          JsonObject answer = second.api().waitFor(Api.run("echo", "as before"));
          assertThat(answer.getString("stdout")).isEqualTo("as before\n");
          second.signal("TERM");
          assertThat(second.awaitEnd()).isZero();
        }
      } finally {
        podman.run("rm", "-f", "-t", "0", stranger);
      }
    }
  }

  private static void leaveMuchBehind(ServiceProcess service, String stranger) {
    Api api = service.api();
    api.start(Api.run("sleep", "100000").put("environment", new JsonObject().put("TOKEN", SECRET)));
    api.start(Api.shell("trap '' TERM; while :; do sleep 1; done"));
    api.start(new JsonObject().put("image", Service.IMAGE).put("command", "sh"));
    JsonObject exec = Api.run("sleep", "4712").put("operation", "exec");
    exec.remove("image");
    api.start(exec.put("containerName", stranger));
    // One that ended, and whose caller wanted to keep its container.
    String kept = api.create(Api.run("true").put("removeOnExit", false));
    api.awaitEnd(kept);
  }

  private static long execs(Podman podman, String container) {
    return podman
        .say("top", container, "args")
        .lines()
        .filter(line -> line.contains("4712"))
        .count();
  }

  private static boolean hasSecret(Path file) {
    try {
      return Files.isRegularFile(file) && Files.readString(file).contains(SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
