package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Api;
import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Containers of somebody else's, started or looked at: they belong to whoever made them.
class AttachIT extends OperationsTestBase {
  private static final String ECHO =
      "echo began; while read line; do echo got $line; done; echo over; exit 5";

  private String interactive(String what, String... command) {
    return past("create", what, List.of("--interactive"), command);
  }

  private static JsonObject exit(JsonObject session) {
    return session.getJsonObject("exit");
  }

  @Test
  void anAttachedStartIsTheProgram() {
    String name = interactive("start", "sh", "-c", ECHO);
    String path = api.create(on("start", name).put("interactive", true));
    api.awaitState(path, "running");
    api.type(path, "one\n");
    api.awaitOutput(path, "got one");
    api.input(path, new JsonObject().put("text", "two\n").put("eof", true));
    JsonObject session = api.awaitEnd(path);
    assertThat(exit(session).getInteger("code")).isEqualTo(5);
    assertThat(exit(session).getString("reason")).isEqualTo("exited");
    assertThat(session.getString("containerId")).isEqualTo(inspect(name, ".Id"));
    assertThat(api.output(path)).isEqualTo("began\ngot one\ngot two\nover\n");
    assertThat(status(name)).as("it is not the session's").isEqualTo("exited");
  }

  @Test
  void codesOfAStartAreTheProgramsOrPodmans() {
    for (int code : new int[] {125, 126, 127}) {
      JsonObject session =
          api.waitFor(on("start", created("code-" + code, "sh", "-c", "exit " + code)))
              .getJsonObject("session");
      assertThat(session.getString("state")).isEqualTo("exited");
      assertThat(exit(session).getInteger("code")).isEqualTo(code);
    }
    JsonObject failed =
        api.waitFor(on("start", created("no-program", "no-such-program"))).getJsonObject("session");
    assertThat(failed.getString("state")).isEqualTo("failed");
    assertThat(exit(failed).getString("error")).isEqualTo("no-such-command");
  }

  @Test
  void itCanBeStartedAgain() {
    String name = created("again", "sh", "-c", "echo once more; exit 3");
    for (int round = 0; round < 2; round++) {
      JsonObject answer = api.waitFor(on("start", name));
      assertThat(answer.getString("stdout")).isEqualTo("once more\n");
      assertThat(exit(answer.getJsonObject("session")).getInteger("code")).isEqualTo(3);
      assertThat(answer.getJsonObject("session").getString("startedAt")).isNotNull();
    }
  }

  @Test
  void anAttachSeesInputAndOutputAndTheCode() {
    String name = past("run", "attach", List.of("--detach", "--interactive"), "sh", "-c", ECHO);
    String path = api.start(on("attach", name));
    api.type(path, "hello\n");
    api.awaitOutput(path, "got hello");
    api.input(path, new JsonObject().put("eof", true));
    JsonObject session = api.awaitEnd(path);
    assertThat(api.output(path)).contains("got hello\nover\n");
    assertThat(exit(session).getInteger("code")).isEqualTo(5);
    assertThat(exit(session).getString("reason")).isEqualTo("exited");
  }

  @Test
  void theCodeIsKnownAlsoWhenTheContainerIsGone() {
    String name =
        past("run", "gone", List.of("--detach", "--interactive", "--rm"), "sh", "-c", ECHO);
    String path = api.start(on("attach", name));
    api.input(path, new JsonObject().put("eof", true));
    assertThat(exit(api.awaitEnd(path)).getInteger("code")).isEqualTo(5);
  }

  @Test
  void closingALookEndsNothing() {
    String name = running("looked-at", "sh", "-c", "while :; do echo tick; sleep 0.1; done");
    String path = api.start(on("attach", name));
    api.awaitOutput(path, "tick");
    JsonObject session = api.close(path, 5000);
    assertThat(exit(session).getString("reason")).isEqualTo("closed");
    assertThat(status(name)).isEqualTo("running");
  }

  @Test
  void aSignalReachesTheProgramThatIsLookedAt() {
    String name =
        running(
            "signalled",
            "sh",
            "-c",
            "trap 'exit 7' USR1; echo ready; while :; do echo tick; sleep 0.1; done");
    String path = api.start(on("attach", name));
    api.awaitOutput(path, "tick");
    assertThat(api.post(path + "/signal", new JsonObject().put("signal", "USR1")).statusCode())
        .isEqualTo(204);
    assertThat(exit(api.awaitEnd(path)).getInteger("code")).isEqualTo(7);
  }

  @Test
  void aTerminalHasItsSize() {
    String name = past("run", "terminal", List.of("-dit"), "sh");
    String path = api.start(on("attach", name).put("tty", true).put("rows", 33).put("cols", 99));
    Await.until(
        Service.DEADLINE,
        "the size is there",
        () -> {
          api.type(path, "stty size\n");
          return api.output(path).contains("33 99");
        });
    api.post(path + "/resize", new JsonObject().put("rows", 40).put("cols", 120));
    api.awaitSize(path, 40, 120);
    api.type(path, "exit 4\n");
    assertThat(exit(api.awaitEnd(path)).getInteger("code")).isEqualTo(4);
  }

  @Test
  void whatDoesNotRunCannotBeLookedAt() {
    String name = created("asleep", "true");
    Api.problem(api.post("/v1/sessions", on("attach", name)), 409, "wrong-state");
    Api.problem(
        api.post("/v1/sessions", on("start", "no-such-container")), 404, "container-not-found");
  }

  @Test
  void logsAreShownAndFollowed() {
    String name =
        past(
            "run",
            "logs",
            List.of("--detach", "--interactive"),
            "sh",
            "-c",
            "echo one; echo two >&2; echo three; read x; echo four");
    Await.until(
        Service.DEADLINE, "it has written", () -> podman.say("logs", name).contains("three"));
    JsonObject shown = done(on("logs", name).put("follow", false));
    assertThat(shown.getString("stdout")).isEqualTo("one\nthree\n");
    assertThat(shown.getString("stderr")).isEqualTo("two\n");
    // Only one stream: podman's log does not keep the order between two.
    String plain = past("run", "tail", List.of(), "sh", "-c", "echo one; echo two; echo three");
    assertThat(done(on("logs", plain).put("follow", false).put("tail", 1)).getString("stdout"))
        .isEqualTo("three\n");
    assertThat(
            done(on("logs", name).put("follow", false).put("timestamp", true)).getString("stdout"))
        .matches("(?s)\\d{4}-\\d\\d-\\d\\dT.* one\n.* three\n");
    String path = api.start(on("logs", name));
    api.awaitOutput(path, "three");
    podman.say("kill", name);
    assertThat(exit(api.awaitEnd(path)).getInteger("code")).isZero();
  }
}
