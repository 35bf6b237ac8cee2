package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Options whose effect the program itself can see, and those of the session.
class OptionsIT extends ServiceTestBase {
  @Test
  void volumesAreMountedAsTheySay(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("in"), "from the host\n");
    JsonObject answer =
        api.waitFor(
            Api.shell("cat /v/in; echo written >/v/out; echo x >/r/not || exit 7")
                .put("volumes", new JsonArray().add(directory + ":/v").add(directory + ":/r:ro")));
    assertThat(answer.getString("stdout")).isEqualTo("from the host\n");
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .isEqualTo(7);
    assertThat(Files.readString(directory.resolve("out"))).isEqualTo("written\n");
    assertThat(directory.resolve("not")).doesNotExist();
  }

  @Test
  void directoryAndUserAreTheProgramsOwn() {
    JsonObject answer =
        api.waitFor(Api.shell("pwd; id -u; id -g").put("workingDir", "/tmp").put("user", "12:34"));
    assertThat(answer.getString("stdout")).isEqualTo("/tmp\n12\n34\n");
  }

  @Test
  void argumentsAreTheProgramsWordForWord() {
    JsonArray args = new JsonArray().add("--rm").add("-v/:/h").add("a  b").add("").add("'\"$x`é\n");
    JsonObject answer =
        api.waitFor(
            Api.run("sh")
                .put(
                    "args",
                    new JsonArray()
                        .add("-c")
                        .add("for a; do printf '<%s>' \"$a\"; done")
                        .add("sh")
                        .addAll(args)));
    assertThat(answer.getString("stdout")).isEqualTo("<--rm><-v/:/h><a  b><><'\"$x`é\n>");
  }

  @Test
  void anArgumentOfAlmost128KibArrives() {
    JsonObject answer =
        api.waitFor(
            Api.run("sh")
                .put(
                    "args",
                    new JsonArray()
                        .add("-c")
                        .add("echo ${#1}")
                        .add("sh")
                        .add("y".repeat(131_000))));
    assertThat(answer.getString("stdout")).isEqualTo("131000\n");
  }

  @Test
  void bytesThatAreNoTextAreInTheAnswerExactly() {
    JsonObject answer = api.waitFor(Api.shell("printf 'a\\377\\000'; printf text >&2"));
    assertThat(Base64.getDecoder().decode(answer.getString("stdoutBase64")))
        .containsExactly('a', 0xff, 0);
    assertThat(answer.getString("stderr")).isEqualTo("text");
    assertThat(answer.containsKey("stderrBase64")).isFalse();
  }

  @Test
  void theFirstInputMayBeBytesAndEndThere() {
    byte[] bytes = {0, (byte) 0xff, '\n', 3, 4};
    String path =
        api.create(
            Api.run("cat")
                .put(
                    "input",
                    new JsonObject()
                        .put("base64", Base64.getEncoder().encodeToString(bytes))
                        .put("eof", true)));
    JsonObject session = api.awaitEnd(path);
    assertThat(session.getJsonObject("exit").getInteger("code")).isZero();
    assertThat(api.bytes(path + "/output/stdout")).isEqualTo(bytes);
    assertThat(session.getJsonObject("input").getLong("bytes")).isEqualTo(bytes.length);
  }

  @Test
  void withoutInteractiveTheProgramsInputIsEmpty() {
    // And with it, it stays open: this would never end.
    JsonObject session = api.awaitEnd(api.create(Api.run("cat").put("interactive", false)));
    assertThat(session.getJsonObject("exit").getInteger("code")).isZero();
    assertThat(session.getJsonObject("input").getBoolean("open")).isFalse();
  }

  @Test
  void aSessionOutlivesItsCreatorsStreamUnlessItIsToldNotTo() {
    JsonObject stays = Api.run("sleep", "1000").put("labels", new JsonObject().put("is", "kept"));
    JsonObject goes =
        Api.run("sleep", "1000")
            .put("closeOnDisconnect", true)
            .put("closeGraceMs", 0)
            .put("labels", new JsonObject().put("is", "bound"));
    for (JsonObject options : new JsonObject[] {stays, goes}) {
      EventReader creator = EventReader.create(service.url(), options, "");
      creator.readUntil(event -> "running".equals(event.data().getString("state")));
      creator.cut();
    }
    Await.until(
        Service.DEADLINE, "the bound one ends", () -> count("label=is%3Dbound&state=exited") == 1);
    assertThat(count("label=is%3Dkept&state=running")).isEqualTo(1);
    JsonObject kept =
        new JsonObject(api.get("/v1/sessions?label=is%3Dkept").body())
            .getJsonArray("sessions")
            .getJsonObject(0);
    api.close("/v1/sessions/" + kept.getString("id"), 0);
  }

  @Test
  void everyOperationIsListedWithItsSchemaAndCanBeShown() {
    JsonArray operations =
        new JsonObject(api.get("/v1/operations").body()).getJsonArray("operations");
    assertThat(operations).hasSizeGreaterThan(60);
    for (Object item : operations) {
      JsonObject operation = (JsonObject) item;
      HttpResponse<String> schema = api.get(operation.getString("schema"));
      assertThat(schema.statusCode()).as(operation.encode()).isEqualTo(200);
      assertThat(new JsonObject(schema.body()).getString("description"))
          .isEqualTo(operation.getString("description"));
    }
    JsonObject pod =
        new JsonObject()
            .put("operation", "pod")
            .put("subcommand", "rm")
            .put("names", new JsonArray().add("a").add("-b"));
    assertThat(problemAt(pod)).startsWith("/names/1 ");
    pod.put("names", new JsonArray().add("a"));
    assertThat(
            new JsonObject(api.post("/v1/sessions?dryRun=true", pod).body()).getJsonArray("argv"))
        .containsExactly("podman", "pod", "rm", "--", "a");
    assertThat(problemAt(pod.copy().put("subcommand", "fly")))
        .startsWith("/subcommand \"pod\" needs");
    assertThat(problemAt(new JsonObject().put("operation", "system").put("subcommand", "reset")))
        .startsWith("/subcommand \"system reset\" is not offered: it would remove");
    assertThat(problemAt(pod.copy().put("memory", "1g"))).contains("only of run, create");
  }

  private String problemAt(JsonObject body) {
    JsonObject problem =
        Api.problem(api.post("/v1/sessions?dryRun=true", body), 400, "invalid-options");
    JsonObject first = problem.getJsonArray("errors").getJsonObject(0);
    return first.getString("pointer") + " " + first.getString("detail");
  }

  private int count(String query) {
    return new JsonObject(api.get("/v1/sessions?" + query).body()).getJsonArray("sessions").size();
  }
}
