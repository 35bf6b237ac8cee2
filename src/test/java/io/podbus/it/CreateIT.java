package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The ways to create a session, and what its options do.
class CreateIT extends ServiceTestBase {
  private JsonObject inspect(String container) {
    return new JsonArray(service.podman().say("inspect", container)).getJsonObject(0);
  }

  @Test
  void theSessionIsDescribedAndItsContainerCarriesItsName() {
    String path = api.start(Api.run("sleep", "1000").put("labels", new JsonObject().put("a", "b")));
    JsonObject session = api.session(path);
    String id = session.getString("id");
    assertThat(id).matches("[0-9a-z]{26}");
    assertThat(session.getString("containerName")).isEqualTo("podbus-" + id);
    assertThat(session.getString("image")).isEqualTo(Service.IMAGE);
    JsonObject container = inspect("podbus-" + id);
    assertThat(container.getString("Id")).isEqualTo(session.getString("containerId"));
    JsonObject labels = container.getJsonObject("Config").getJsonObject("Labels");
    assertThat(labels.getString("io.podbus.session")).isEqualTo(id);
    assertThat(labels.getString("a")).isEqualTo("b");
    assertThat(session.getJsonObject("labels")).isEqualTo(new JsonObject().put("a", "b"));
    HttpResponse<String> list = api.get("/v1/sessions?state=running&label=a%3Db");
    assertThat(new JsonObject(list.body()).getJsonArray("sessions")).hasSize(1);
    api.close(path, 0);
  }

  @Test
  void theAnswerCanBeTheEventStream() {
    try (EventReader reader =
        EventReader.create(service.url(), Api.shell("echo hello; exit 3"), "")) {
      assertThat(reader.status()).isEqualTo(201);
      List<Event> events = reader.readAll();
      assertThat(Event.text(events, "stdout")).isEqualTo("hello\n");
      assertThat(events.getLast().data().getInteger("code")).isEqualTo(3);
      assertThat(events)
          .filteredOn(event -> event.type().equals("state"))
          .extracting(event -> event.data().getString("state"))
          .containsSubsequence("starting", "running", "exited");
    }
  }

  @Test
  void waitingPastItsTimeAnswersWithTheSessionAsItIs() {
    HttpResponse<String> response =
        api.post("/v1/sessions?wait=true&waitMs=300", Api.run("sleep", "1000"));
    assertThat(response.statusCode()).isEqualTo(202);
    JsonObject session = new JsonObject(response.body());
    assertThat(session.getJsonObject("exit")).isNull();
    api.close("/v1/sessions/" + session.getString("id"), 0);
  }

  @Test
  void moreThanAMebibyteIsCutAndSaid() {
    JsonObject answer = api.waitFor(Api.shell("head -c 3000000 /dev/zero | tr '\\0' x"));
    assertThat(answer.getBoolean("truncated")).isTrue();
    assertThat(answer.getString("stdout")).hasSize(1024 * 1024).matches("x*");
    assertThat(answer.getJsonObject("session").getJsonObject("output").getLong("stdoutBytes"))
        .isEqualTo(3_000_000);
  }

  @Test
  void aClientThatWaitsAndGoesEndsItsSession() {
    CompletableFuture<HttpResponse<String>> waiting =
        api.sendAsync(
            api.to("/v1/sessions?wait=true")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        Api.run("sleep", "1000")
                            .put("closeGraceMs", 0)
                            .put("labels", new JsonObject().put("left", "alone"))
                            .encode())),
            BodyHandlers.ofString());
    Await.until(
        Service.DEADLINE, "it runs", () -> !sessions("label=left%3Dalone&state=running").isEmpty());
    waiting.cancel(true);
    Await.until(
        Service.DEADLINE,
        "it is ended",
        () -> !sessions("label=left%3Dalone&state=exited").isEmpty());
  }

  private JsonArray sessions(String query) {
    return new JsonObject(api.get("/v1/sessions?" + query).body()).getJsonArray("sessions");
  }

  @Test
  void theSameIdempotencyKeyMakesOneSession() throws Exception {
    JsonObject options = Api.run("sleep", "1000");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(
          api.sendAsync(
              api.to("/v1/sessions")
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", "once")
                  .POST(BodyPublishers.ofString(options.encode())),
              BodyHandlers.ofString()));
    }
    List<String> ids = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
      ids.add(new JsonObject(answer.get().body()).getString("id"));
    }
    assertThat(ids).hasSize(5).containsOnly(ids.getFirst());
    HttpResponse<String> other =
        api.post("/v1/sessions", Api.run("true"), "Idempotency-Key", "once");
    assertThat(other.statusCode()).isBetween(400, 499);
    api.close("/v1/sessions/" + ids.getFirst(), 0);
  }

  @Test
  void theEnvironmentReachesTheProgramAndNothingElse() {
    JsonObject environment =
        new JsonObject()
            .put("PATH", "/nowhere:/bin")
            .put("LD_PRELOAD", "/no/such/library.so")
            .put("CONTAINER_HOST", "tcp://192.0.2.1:1")
            .put("HOME", "/somewhere")
            .put("SPACES", " a  b ")
            .put("HASH", "#c=d")
            .put("QUOTES", "\"x\" 'y' $HOME `id`")
            .put("EURO", "€");
    JsonObject answer =
        api.waitFor(
            Api.run("/bin/sh", "-c", "/bin/busybox env")
                .put("environment", environment)
                .put("env", new JsonObject().put("LINES", "one\ntwo")));
    assertThat(answer.getJsonObject("session").getJsonObject("exit").getInteger("code")).isZero();
    List<String> lines = answer.getString("stdout").lines().toList();
    environment.forEach(
        entry -> assertThat(lines).contains(entry.getKey() + "=" + entry.getValue()));
    assertThat(lines).containsSubsequence("LINES=one", "two");
    // Neither the values nor the service's own environment are shown.
    assertThat(answer.getJsonObject("session").encode()).doesNotContain("library.so", "192.0.2.1");
  }

  @Test
  void theServicesOwnEnvironmentStaysOutside() {
    JsonObject answer = api.waitFor(Api.run("env"));
    assertThat(answer.getString("stdout")).doesNotContain("PODBUS_", "CONTAINERS_CONF", "JAVA");
  }

  @Test
  void optionsTakeEffect() {
    String path =
        api.start(
            Api.run("sleep", "1000")
                .put("workingDir", "/tmp")
                .put("user", "65534:65534")
                .put("memory", "64m")
                .put("cpuShares", 512)
                .put("readOnly", true)
                .put("tmpfs", new JsonArray().add("/scratch:size=1m"))
                .put("capabilities", new JsonArray().add("NET_ADMIN"))
                .put("securityOpt", new JsonArray().add("no-new-privileges"))
                .put("network", "none"));
    JsonObject container = inspect(api.session(path).getString("containerName"));
    JsonObject host = container.getJsonObject("HostConfig");
    assertThat(container.getJsonObject("Config").getString("WorkingDir")).isEqualTo("/tmp");
    assertThat(container.getJsonObject("Config").getString("User")).isEqualTo("65534:65534");
    assertThat(host.getLong("Memory")).isEqualTo(64L * 1024 * 1024);
    assertThat(host.getInteger("CpuShares")).isEqualTo(512);
    assertThat(host.getBoolean("ReadonlyRootfs")).isTrue();
    assertThat(host.getJsonObject("Tmpfs").containsKey("/scratch")).isTrue();
    assertThat(host.getJsonArray("CapAdd")).contains("CAP_NET_ADMIN");
    assertThat(host.getJsonArray("SecurityOpt")).contains("no-new-privileges");
    assertThat(host.getString("NetworkMode")).isEqualTo("none");
    api.close(path, 0);
  }

  @Test
  void aNameThatIsTakenIsSaidAtCreate() {
    JsonObject named =
        Api.run("sleep", "1000").put("containerName", "podbus-it-" + System.nanoTime());
    String path = api.start(named);
    Api.problem(api.post("/v1/sessions", named), 409, "container-name-in-use");
    assertThat(api.session(path).getString("state")).isEqualTo("running");
    api.close(path, 0);
    api.close(api.start(named), 0);
  }

  @Test
  void aMissingImageIsPulledAsAStepOfItsOwnAndItsFailureTold() {
    String path = api.create(Api.run("true").put("image", "127.0.0.1:1/no/such/image:1"));
    JsonObject session = api.awaitEnd(path);
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("podman-error");
    List<Event> events = api.events(path);
    assertThat(events)
        .filteredOn(event -> event.type().equals("state"))
        .extracting(event -> event.data().getString("phase"))
        .contains("launching", "pulling");
    JsonObject never =
        api.waitFor(Api.run("true").put("image", "localhost/no/such:1").put("pull", "never"));
    assertThat(never.getJsonObject("session").getJsonObject("exit").getInteger("code"))
        .isEqualTo(125);
  }

  @Test
  void aDryRunShowsTheCommandAndRunsNothing() {
    JsonObject answer =
        new JsonObject(
            api.post(
                    "/v1/sessions?dryRun=true",
                    Api.run("echo", "a b")
                        .put("environment", new JsonObject().put("TOKEN", "s3cret")))
                .body());
    assertThat(answer.getJsonArray("argv")).contains("podman", "run", "--", Service.IMAGE, "a b");
    assertThat(answer.encode()).doesNotContain("s3cret");
    assertThat(answer.getJsonObject("environment").getString("TOKEN")).isEqualTo("***");
  }
}
