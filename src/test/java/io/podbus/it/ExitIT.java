package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How sessions end: whose code it is, and why.
class ExitIT extends ServiceTestBase {
  private static JsonObject exit(Integer code, String signal, String reason) {
    return new JsonObject()
        .put("code", code)
        .put("signal", signal)
        .put("reason", reason)
        .put("oomKilled", false)
        .put("error", null)
        .put("message", null);
  }

  private static JsonObject exitOf(JsonObject session) {
    return session.getJsonObject("exit");
  }

  private JsonObject ended(JsonObject options) {
    return api.waitFor(options).getJsonObject("session");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 125, 126, 127, 137, 143, 255})
  void theProgramsOwnCodeIsTold(int code) {
    JsonObject session = ended(Api.shell("exit " + code));
    assertThat(session.getString("state")).isEqualTo("exited");
    assertThat(exitOf(session)).isEqualTo(exit(code, null, "exited"));
  }

  @Test
  void aProgramThatPrintsWhatPodmanPrintsIsStillTheProgram() {
    JsonObject answer = api.waitFor(Api.shell("echo 'Error: mine' >&2; exit 125"));
    assertThat(exitOf(answer.getJsonObject("session"))).isEqualTo(exit(125, null, "exited"));
    assertThat(answer.getString("stderr")).isEqualTo("Error: mine\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM"})
  void aProgramThatKillsItselfEndsWithTheShellsCode(String signal) {
    // As process 1 it would ignore the signal; as a child of a shell it does not.
    JsonObject session = ended(Api.shell("sh -c 'kill -" + signal + " $$'; exit $?"));
    assertThat(exitOf(session)).isEqualTo(exit(signal.equals("KILL") ? 137 : 143, null, "exited"));
  }

  @Test
  void podmansOwnRefusalIsAFailure() {
    // No file of that name: podman itself finds out, before it asks the runtime.
    JsonObject session =
        ended(Api.run("true").put("volumes", new JsonArray().add("/no/such/path:/x")));
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(exitOf(session).getString("reason")).isEqualTo("podman-error");
    assertThat(exitOf(session).getInteger("code")).isEqualTo(125);
    assertThat(exitOf(session).getString("error")).isEqualTo("path-not-found");
    assertThat(exitOf(session).getString("message")).contains("/no/such/path");
    assertThat(session.getString("startedAt")).isNull();
  }

  @Test
  void whatCannotBeExecutedIsTheRuntimesFailure() {
    JsonObject session = ended(Api.run("/etc/passwd"));
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(exitOf(session).getString("reason")).isEqualTo("podman-error");
    assertThat(exitOf(session).getInteger("code")).isEqualTo(126);
    assertThat(exitOf(session).getString("error")).isEqualTo("not-executable");
  }

  @Test
  void aProgramThatIsNotThereIsTheRuntimesFailure() {
    JsonObject answer = api.waitFor(Api.run("no-such-program"));
    JsonObject session = answer.getJsonObject("session");
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(exitOf(session).getString("reason")).isEqualTo("podman-error");
    assertThat(exitOf(session).getString("error")).isEqualTo("no-such-command");
    assertThat(exitOf(session).getInteger("code")).isEqualTo(127);
    assertThat(exitOf(session).getString("message")).contains("no-such-program");
  }

  @Test
  void theEnginesWordsAreMarkedAsTheEngines() {
    String path = api.create(Api.run("no-such-program"));
    List<Event> events = api.events(path);
    List<Event> outputs = events.stream().filter(event -> event.type().equals("output")).toList();
    assertThat(outputs).isNotEmpty();
    assertThat(outputs).allMatch(event -> "engine".equals(event.data().getString("source")));
  }

  @Test
  void aSignalThatWasSentThroughTheServiceIsNamed() {
    String path = api.start(Api.run("sleep", "1000").put("interactive", false));
    assertThat(api.post(path + "/signal", new JsonObject().put("signal", "KILL")).statusCode())
        .isEqualTo(204);
    assertThat(exitOf(api.awaitEnd(path))).isEqualTo(exit(137, "SIGKILL", "signalled"));
  }

  @Test
  void aSignalThatTheProgramHandlesLeavesItsOwnCode() {
    String path =
        api.start(Api.shell("trap 'exit 5' INT; echo ready; while :; do sleep 0.1; done"));
    api.awaitOutput(path, "ready");
    assertThat(api.post(path + "/signal", new JsonObject().put("signal", "SIGINT")).statusCode())
        .isEqualTo(204);
    assertThat(exitOf(api.awaitEnd(path))).isEqualTo(exit(5, null, "exited"));
  }

  @Test
  void theKernelsKillForWantOfMemoryIsTold() {
    JsonObject session =
        ended(
            Api.shell("x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo $x")
                .put("memory", "16m"));
    JsonObject exit = exitOf(session);
    assertThat(exit.getBoolean("oomKilled")).as(session.encode()).isTrue();
  }

  @Test
  void aProcessOneThatIsKilledForWantOfMemoryEndsAsOom() {
    // awk grows a string in process 1 itself.
    JsonObject session =
        ended(Api.run("awk", "BEGIN { s = \"x\"; while (1) s = s s }").put("memory", "16m"));
    assertThat(exitOf(session).getString("reason")).as(session.encode()).isEqualTo("oom");
    assertThat(exitOf(session).getInteger("code")).isEqualTo(137);
    assertThat(exitOf(session).getBoolean("oomKilled")).isTrue();
  }

  @Test
  void theTimeoutEndsTheSession() {
    JsonObject session =
        ended(Api.run("sleep", "1000").put("timeout", 300).put("closeGraceMs", 200));
    assertThat(session.getString("state")).isEqualTo("exited");
    assertThat(exitOf(session).getString("reason")).isEqualTo("timeout");
  }

  @Test
  void aStartThatTakesTooLongHasFailedAndLeavesNothing() {
    // No engine starts a container within a millisecond.
    JsonObject session = ended(Api.run("sleep", "1000").put("startTimeoutMs", 1));
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(exitOf(session).getString("reason")).isEqualTo("start-timeout");
    assertThat(exitOf(session).getInteger("code")).isNull();
    assertThat(service.containers()).doesNotContain(session.getString("containerName"));
  }

  @Test
  void silenceEndsTheSessionAndOutputDefersThat() {
    JsonObject answer =
        api.waitFor(
            Api.shell("for i in 1 2 3 4 5 6; do sleep 0.3; echo $i; done; sleep 1000")
                .put("idleTimeoutMs", 1500)
                .put("closeGraceMs", 200));
    assertThat(exitOf(answer.getJsonObject("session")).getString("reason"))
        .isEqualTo("idle-timeout");
    assertThat(answer.getString("stdout")).isEqualTo("1\n2\n3\n4\n5\n6\n");
  }

  @Test
  void aDetachedProgramsCodeIsTheEnginesWord() {
    String path =
        api.create(Api.shell("echo out; echo err >&2; sleep 0.5; exit 3").put("detach", true));
    JsonObject session = api.awaitEnd(path);
    assertThat(exitOf(session)).isEqualTo(exit(3, null, "exited"));
    List<Event> events = api.events(path);
    assertThat(Event.text(events, "stdout")).isEqualTo("out\n");
    assertThat(Event.text(events, "stderr")).isEqualTo("err\n");
  }

  @Test
  void aClientThatIsKilledTakesItsProgramWithIt() {
    String path = api.start(Api.run("yes").put("interactive", false));
    JsonObject session = api.session(path);
    ProcessHandle.of(session.getLong("pid")).orElseThrow().destroyForcibly();
    JsonObject end = exitOf(api.awaitEnd(path));
    assertThat(end.getString("reason")).isEqualTo("signalled");
    assertThat(end.getString("signal")).isEqualTo("SIGKILL");
    assertThat(end.getInteger("code")).isNull();
    assertThat(service.containers()).doesNotContain(session.getString("containerName"));
    // Killed right after the start, it may leave a conmon that waits for a program that never ran.
    assertThat(Resources.processesWith(session.getString("id"))).isZero();
  }
}
