package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each operation on containers does, as podman itself sees it.
class ContainerOperationsIT extends OperationsTestBase {
  private static final String TRAP =
      "trap 'exit 9' TERM; trap 'exit 8' USR1; echo ready; while :; do sleep 0.1; done";

  private static JsonObject inspected(JsonObject answer) {
    return answer.getJsonArray("result").getJsonObject(0);
  }

  @Test
  void createMakesAContainerThatIsTheCallers() {
    String name = name("created");
    afterwardsPodman("rm", "--force", "--time=0", name);
    JsonObject answer =
        done(
            op("create")
                .put("image", Service.IMAGE)
                .put("containerName", name)
                .put("command", "sh")
                .put("args", array("-c", "exit 6"))
                .put("labels", new JsonObject().put("made", "here")));
    assertThat(answer.getString("stdout").strip()).isEqualTo(inspect(name, ".Id"));
    assertThat(inspect(name, ".State.Status")).isEqualTo("created");
    assertThat(inspect(name, ".Config.Labels.made")).isEqualTo("here");
    assertThat(service.containers()).as("not the session's").doesNotContain(name);
    assertThat(answer.getJsonObject("session").getString("containerId")).isNull();
    problem(
        op("create").put("image", Service.IMAGE).put("containerName", name),
        409,
        "container-name-in-use");
  }

  @Test
  void inspectAnswersWithWhatPodmanKnows() {
    String one = created("inspect-1", "true");
    String two = created("inspect-2", "true");
    JsonObject answer = done(on("inspect", one));
    assertThat(inspected(answer).getString("Name")).isEqualTo(one);
    assertThat(answer.getString("stdout")).startsWith("[");
    assertThat(list(op("inspect").put("names", array(one, two)))).hasSize(2);
    JsonObject image = inspected(done(op("inspect").put("image", Service.IMAGE)));
    assertThat(image.getJsonArray("RepoTags")).contains(Service.IMAGE + ":latest");
    JsonObject missing =
        problem(op("inspect").put("names", array(one, "nope")), 404, "object-not-found");
    assertThat(missing.getString("detail")).contains("nope");
  }

  @Test
  void psListsContainersAsPodmanHasThem() {
    String name = created("listed", "true");
    JsonArray all = list(on("ps", name).put("all", true));
    assertThat(all).hasSize(1);
    assertThat(all.getJsonObject(0).getJsonArray("Names")).containsExactly(name);
    assertThat(list(on("ps", name))).as("it does not run").isEmpty();
    JsonObject text = done(op("ps").put("format", "text"));
    assertThat(text.containsKey("result")).isFalse();
    assertThat(text.getString("stdout")).startsWith("CONTAINER ID");
  }

  @Test
  void startedAndStoppedItIs() {
    String name = created("started", "sh", "-c", TRAP);
    done(on("start", name).put("attach", false));
    assertThat(status(name)).isEqualTo("running");
    awaitReady(name);
    done(on("stop", name).put("stopTimeout", 10));
    assertThat(status(name)).isEqualTo("exited");
    assertThat(inspect(name, ".State.ExitCode")).isEqualTo("9");
    done(on("restart", name).put("stopTimeout", 0));
    assertThat(status(name)).isEqualTo("running");
    String before = inspect(name, ".State.StartedAt");
    done(on("restart", name).put("stopTimeout", 0));
    assertThat(inspect(name, ".State.StartedAt")).isNotEqualTo(before);
    problem(on("rm", name), 409, "in-use");
    done(on("rm", name).put("force", true).put("stopTimeout", 0));
    assertThat(podman.run("container", "exists", name).code()).isEqualTo(1);
  }

  private void awaitReady(String container) {
    Await.until(
        Service.DEADLINE,
        container + " is ready",
        () -> podman.say("logs", container).contains("ready"));
  }

  @Test
  void aSignalReachesTheProgram() {
    String name = running("killed", "sh", "-c", TRAP);
    awaitReady(name);
    done(on("kill", name).put("signal", "USR1"));
    Await.until(Service.DEADLINE, "it ends", () -> status(name).equals("exited"));
    assertThat(inspect(name, ".State.ExitCode")).isEqualTo("8");
    problem(on("kill", name), 409, "wrong-state");
  }

  @Test
  void frozenAndThawedItIs() {
    String name = running("paused", "sleep", "1000");
    done(on("pause", name));
    assertThat(status(name)).isEqualTo("paused");
    problem(on("pause", name), 409, "wrong-state");
    done(on("unpause", name));
    assertThat(status(name)).isEqualTo("running");
    problem(on("unpause", name), 409, "wrong-state");
  }

  @Test
  void waitEndsWithTheContainer() {
    String name = running("awaited", "sh", "-c", TRAP);
    awaitReady(name);
    String path = api.start(on("wait", name));
    podman.say("kill", "--signal=USR1", name);
    assertThat(api.awaitEnd(path).getJsonObject("exit").getInteger("code")).isZero();
    assertThat(api.output(path)).isEqualTo("8\n");
  }

  @Test
  void aWaitThatIsClosedLeavesTheContainerAlone() {
    String name = running("left", "sleep", "1000");
    String path = api.start(on("wait", name));
    JsonObject exit = api.close(path, 5000).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("closed");
    assertThat(status(name)).isEqualTo("running");
  }

  @Test
  void whatItsTimeLimitsFailsWithThat() {
    String name = running("late", "sleep", "1000");
    problem(on("wait", name).put("timeout", 300).put("closeGraceMs", 100), 504, "timeout");
    assertThat(status(name)).isEqualTo("running");
  }

  @Test
  void processesPortsAndFiguresAreShown() {
    String name = running("shown", "sleep", "4712");
    assertThat(done(on("top", name)).getString("stdout")).contains("sleep 4712");
    assertThat(done(on("top", name).put("descriptors", array("pid", "args"))).getString("stdout"))
        .contains("PID", "sleep 4712")
        .doesNotContain("PPID");
    JsonArray stats = list(on("stats", name));
    assertThat(stats.getJsonObject(0).getString("name")).isEqualTo(name);
    problem(on("top", created("still", "true")), 409, "wrong-state");

    String published =
        past(
            "run",
            "published",
            // Without a number podman picks a free one.
            List.of("--detach", "--network=bridge", "--publish=127.0.0.1::80"),
            "sleep",
            "1000");
    String port = podman.say("port", published, "80/tcp");
    assertThat(port).startsWith("127.0.0.1:");
    assertThat(done(on("port", published)).getString("stdout").strip())
        .isEqualTo("80/tcp -> " + port);
    assertThat(done(on("port", published).put("privatePort", "80/tcp")).getString("stdout").strip())
        .isEqualTo(port);
  }

  @Test
  void filesAreCopiedBothWays(@TempDir Path folder) throws IOException {
    String name = running("copied", "sleep", "1000");
    Path there = Files.writeString(folder.resolve("there"), "carried in\n");
    done(op("cp").put("source", there.toString()).put("destination", name + ":/tmp/there"));
    assertThat(podman.say("exec", name, "cat", "/tmp/there")).isEqualTo("carried in");
    podman.say("exec", name, "sh", "-c", "echo carried out >/tmp/back");
    Path back = folder.resolve("back");
    done(op("cp").put("source", name + ":/tmp/back").put("destination", back.toString()));
    assertThat(back).hasContent("carried out\n");
    problem(
        op("cp").put("source", name + ":/no/file").put("destination", back.toString()),
        404,
        "path-not-found");
    problem(
        op("cp").put("source", folder + "/no-file").put("destination", name + ":/tmp/x"),
        404,
        "path-not-found");
  }

  @Test
  void anImageIsMadeOfAContainer() {
    String name = created("committed", "true");
    String image = "localhost/podbus/" + name("image");
    afterwardsPodman("rmi", "--force", image);
    JsonObject answer =
        done(
            on("commit", name)
                .put("image", image)
                .put("change", array("CMD echo committed", "LABEL made=here")));
    String id = podman.say("image", "inspect", "--format={{.Id}}", image);
    assertThat(answer.getString("stdout").strip()).isEqualTo(id);
    assertThat(podman.say("image", "inspect", "--format={{.Labels.made}}", image))
        .isEqualTo("here");
  }

  @Test
  void aHealthCheckAnswers() {
    List<String> check = List.of("--health-cmd=test -e /tmp/well", "--health-retries=1");
    List<String> flags = new java.util.ArrayList<>(check);
    flags.add("--detach");
    String name = past("run", "health", flags, "sleep", "1000");
    JsonObject sick = api.waitFor(on("healthcheck", name));
    assertThat(sick.getJsonObject("session").getString("state")).isEqualTo("exited");
    assertThat(sick.getJsonObject("session").getJsonObject("exit").getInteger("code")).isEqualTo(1);
    podman.say("exec", name, "touch", "/tmp/well");
    done(on("healthcheck", name));
    problem(on("healthcheck", running("without", "sleep", "1000")), 409, "wrong-state");
  }

  @Test
  void unitsForSystemdAreWritten() {
    String name = created("unit", "true");
    JsonObject answer = done(on("generate-systemd", name).put("name", true));
    String unit = answer.getJsonObject("result").getString("container-" + name);
    assertThat(unit).contains("[Service]").contains(name);
  }

  @Test
  void aOneShotTakesNoExecAndNoInput() {
    String path = api.create(op("ps"));
    api.awaitEnd(path);
    io.podbus.it.Api.problem(
        api.post(path + "/exec", new JsonObject().put("command", "true")), 409, "wrong-state");
    JsonObject session = api.session(path);
    assertThat(session.getJsonObject("input").getBoolean("open")).isFalse();
    assertThat(session.getString("containerName")).isNull();
  }
}
