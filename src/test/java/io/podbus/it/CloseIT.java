package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stopped means dead.
class CloseIT extends ServiceTestBase {
  private static final String DEAF = "trap '' TERM INT HUP; echo ready; while :; do sleep 1; done";

  private void assertGone(JsonObject session) {
    assertThat(service.podman().names("name=" + session.getString("containerName"))).isEmpty();
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("closed");
    assertThat(session.getLong("pid")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "sleep 1000", DEAF})
  void whateverRunsIsGoneWithinGraceAndTwoSeconds(String line) {
    for (boolean tty : new boolean[] {true, false}) {
      String path = api.start(Api.shell(line).put("tty", tty));
      long before = System.nanoTime();
      JsonObject session = api.close(path, 1000);
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      assertGone(session);
      // The promise is grace + 2 s; five times that tells a hang from a busy machine.
      assertThat(took).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void aSecondLessPatientCloseEndsTheFirst() throws Exception {
    String path = api.start(Api.shell(DEAF));
    api.awaitOutput(path, "ready");
    CompletableFuture<HttpResponse<String>> patient =
        api.sendAsync(api.to(path + "?graceMs=50000").DELETE(), BodyHandlers.ofString());
    api.awaitState(path, "stopping");
    JsonObject session = api.close(path, 0);
    assertGone(session);
    assertThat(session.getJsonObject("exit").getInteger("code")).isEqualTo(137);
    assertThat(new JsonObject(patient.get().body())).isEqualTo(session);
  }

  @Test
  void aProgramThatEndsWhenAskedToEndsWithItsOwnCode() {
    String path =
        api.start(Api.shell("trap 'exit 9' TERM; echo ready; while :; do sleep 0.1; done"));
    api.awaitOutput(path, "ready");
    JsonObject session = api.close(path, 30_000);
    assertGone(session);
    assertThat(session.getJsonObject("exit").getInteger("code")).isEqualTo(9);
  }

  @Test
  void repeatingItDoesNoHarmAndAnswersTheSame() {
    String path = api.start(Api.run("sleep", "1000"));
    JsonObject first = api.close(path, 0);
    assertThat(api.close(path, 0)).isEqualTo(first);
  }

  @Test
  void aSessionThatIsStartingCanBeClosed() {
    for (int i = 0; i < 5; i++) {
      String path = api.create(Api.run("sleep", "1000"));
      assertGone(api.close(path, 0));
    }
  }

  @Test
  void purgeTakesTheRecordAndTheKeptContainer() {
    String path = api.create(Api.run("true").put("removeOnExit", false));
    JsonObject session = api.awaitEnd(path);
    String name = session.getString("containerName");
    assertThat(service.containers()).contains(name);
    HttpResponse<String> purged = api.delete(path + "?purge=true");
    assertThat(purged.statusCode()).isEqualTo(204);
    Api.problem(api.get(path), 404, "session-not-found");
    Await.until(
        Service.DEADLINE, "the container is gone", () -> !service.containers().contains(name));
  }

  @Test
  void purgingAnExecLeavesTheContainerThatItRanIn() {
    String path = api.start(Api.run("sleep", "1000"));
    HttpResponse<String> exec =
        api.post(path + "/exec?wait=true", new JsonObject().put("command", "true"));
    String id = new JsonObject(exec.body()).getJsonObject("session").getString("id");
    assertThat(api.delete("/v1/sessions/" + id + "?purge=true").statusCode()).isEqualTo(204);
    assertThat(api.session(path).getString("state")).isEqualTo("running");
    assertThat(service.containers()).contains(api.session(path).getString("containerName"));
    api.close(path, 0);
  }

  @Test
  void aContainerThatSomebodyElseRemovesEndsItsSession() {
    String path = api.start(Api.run("sleep", "1000"));
    service.podman().say("rm", "-f", "-t", "0", api.session(path).getString("containerName"));
    JsonObject session = api.awaitEnd(path);
    assertThat(session.getString("state")).isEqualTo("exited");
    assertThat(session.getJsonObject("exit").getInteger("code")).isEqualTo(137);
  }

  @Test
  void aContainerThatIsPausedIsEndedToo() {
    String path = api.start(Api.run("sleep", "1000"));
    service.podman().say("pause", api.session(path).getString("containerName"));
    assertGone(api.close(path, 1000));
  }
}
