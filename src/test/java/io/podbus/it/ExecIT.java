package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Programs in a container that is there already.
class ExecIT extends ServiceTestBase {
  private String host;
  private String container;

  @BeforeAll
  void startHost() {
    host = api.start(Api.run("sleep", "100000"));
    container = api.session(host).getString("containerName");
  }

  @AfterAll
  void endHost() {
    api.close(host, 0);
  }

  private static JsonObject shell(String line) {
    return new JsonObject()
        .put("tty", false)
        .put("command", "sh")
        .put("args", new JsonArray().add("-c").add(line));
  }

  private JsonObject waitFor(JsonObject exec) {
    HttpResponse<String> response = api.post(host + "/exec?wait=true", exec);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private String start(JsonObject exec) {
    HttpResponse<String> response = api.post(host + "/exec", exec);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    String path = response.headers().firstValue("Location").orElseThrow();
    api.awaitState(path, "running");
    return path;
  }

  /// How many processes with this on their command line the container has.
  private long processes(String word) {
    return service
        .podman()
        .say("top", container, "args")
        .lines()
        .filter(line -> line.contains(word))
        .count();
  }

  @Test
  void itsCodeAndItsStreamsAreItsOwn() {
    JsonObject answer = waitFor(shell("echo out; echo err >&2; exit 4"));
    JsonObject session = answer.getJsonObject("session");
    assertThat(session.getString("operation")).isEqualTo("exec");
    assertThat(session.getJsonObject("exit").getInteger("code")).isEqualTo(4);
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("exited");
    assertThat(session.getString("containerName")).isEqualTo(container);
    assertThat(answer.getString("stdout")).isEqualTo("out\n");
    assertThat(answer.getString("stderr")).isEqualTo("err\n");
  }

  @Test
  void itWorksByTheContainersNameAsWell() {
    for (JsonObject target :
        new JsonObject[] {
          new JsonObject().put("containerName", container),
          new JsonObject().put("names", new JsonArray().add(container))
        }) {
      JsonObject answer =
          api.waitFor(target.put("operation", "exec").mergeIn(shell("echo $((6*7))")));
      assertThat(answer.getString("stdout")).isEqualTo("42\n");
    }
  }

  @Test
  void inputAndEnvironmentReachIt() {
    JsonObject answer =
        waitFor(
            shell("cat; echo $GREETING")
                .put("environment", new JsonObject().put("GREETING", "hello, world"))
                .put("input", new JsonObject().put("text", "typed\n").put("eof", true)));
    assertThat(answer.getString("stdout")).isEqualTo("typed\nhello, world\n");
  }

  @Test
  void itHasARealTerminal() {
    String path = start(new JsonObject().put("command", "sh").put("rows", 33).put("cols", 99));
    api.type(path, "stty size\n");
    api.awaitOutput(path, "33 99");
    api.post(path + "/resize", new JsonObject().put("rows", 44).put("cols", 111));
    api.awaitSize(path, 44, 111);
    api.close(path, 0);
  }

  @Test
  void whenItIsKilledNoneOfItsProcessesStays() {
    String path =
        start(
            shell(
                "trap '' TERM; (trap '' TERM; sleep 4711 & wait) & setsid sleep 4711 &"
                    + " echo ready; sleep 4711"));
    api.awaitOutput(path, "ready");
    Await.until(Service.DEADLINE, "all of them run", () -> processes("sleep 4711") >= 3);
    JsonObject session = api.close(path, 300);
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("closed");
    assertThat(processes("sleep 4711")).isZero();
    assertThat(api.session(host).getString("state")).isEqualTo("running");
  }

  @Test
  void aSignalReachesItsProcesses() {
    String path =
        start(shell("trap 'echo caught; exit 6' USR1; echo ready; while :; do sleep 0.1; done"));
    api.awaitOutput(path, "ready");
    assertThat(api.post(path + "/signal", new JsonObject().put("signal", "USR1")).statusCode())
        .isEqualTo(204);
    assertThat(api.awaitEnd(path).getJsonObject("exit").getInteger("code")).isEqualTo(6);
    assertThat(api.output(path)).contains("caught");
  }

  @Test
  void aSignalThatEndsItIsNamed() {
    String path = start(shell("exec sleep 1000"));
    assertThat(api.post(path + "/signal", new JsonObject().put("signal", "SIGTERM")).statusCode())
        .isEqualTo(204);
    JsonObject exit = api.awaitEnd(path).getJsonObject("exit");
    assertThat(exit.getInteger("code")).isEqualTo(143);
    assertThat(exit.getString("signal")).isEqualTo("SIGTERM");
    assertThat(exit.getString("reason")).isEqualTo("signalled");
  }

  @Test
  void aContainerThatHasEndedTakesNone() {
    String ended = api.create(Api.run("true").put("removeOnExit", false));
    String name = api.awaitEnd(ended).getString("containerName");
    Api.problem(
        api.post("/v1/sessions", shell("true").put("operation", "exec").put("containerName", name)),
        409,
        "wrong-state");
    assertThat(service.containers()).as("it is not touched").contains(name);
    assertThat(api.delete(ended + "?purge=true").statusCode()).isEqualTo(204);
  }

  @Test
  void aProgramThatIsNotThereIsAFailure() {
    JsonObject session =
        waitFor(new JsonObject().put("command", "no-such-program")).getJsonObject("session");
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("podman-error");
    assertThat(session.getJsonObject("exit").getInteger("code")).isEqualTo(127);
  }

  @Test
  void aContainerThatIsNotThereIsSaidAtOnce() {
    Api.problem(
        api.post(
            "/v1/sessions",
            shell("true").put("operation", "exec").put("containerName", "no-such-container")),
        404,
        "container-not-found");
  }

  @Test
  void whatTheSessionGivesItselfIsNotForTheCaller() {
    JsonObject problem =
        Api.problem(
            api.post(host + "/exec", shell("true").put("containerName", "x")),
            400,
            "invalid-options");
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/containerName");
  }

  @Test
  void anEndedSessionTakesNone() {
    String path = api.create(Api.run("true"));
    api.awaitEnd(path);
    Api.problem(api.post(path + "/exec", shell("true")), 409, "session-ended");
  }

  @Test
  void itEndsWithItsContainer() {
    String other = api.start(Api.run("sleep", "1000"));
    HttpResponse<String> response = api.post(other + "/exec", shell("sleep 1000"));
    String path = response.headers().firstValue("Location").orElseThrow();
    api.awaitState(path, "running");
    api.close(other, 0);
    assertThat(api.awaitEnd(path).getString("state")).isEqualTo("exited");
  }
}
