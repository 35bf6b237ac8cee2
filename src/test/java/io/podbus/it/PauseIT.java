package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Freezing and thawing, with real podman.
class PauseIT extends ServiceTestBase {
  @Override
  Map<String, String> settings() {
    return Map.of("PODBUS_HTTP_HEARTBEAT_MS", "800");
  }

  private JsonObject done(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private HttpResponse<String> call(String path) {
    return api.post(path, new JsonObject());
  }

  private static long lines(JsonObject session) {
    return session.getJsonObject("output").getLong("stdoutBytes");
  }

  @Test
  void a_paused_program_stands_still_and_goes_on_when_it_is_resumed() {
    String path =
        api.start(Api.shell("while :; do echo x; usleep 10000; done").put("idleTimeoutMs", 3000));
    JsonObject paused = done(call(path + "/pause"));
    assertThat(paused.getString("state")).isEqualTo("paused");
    assertThat(done(call(path + "/pause")).getString("state")).isEqualTo("paused");
    assertThat(service.podman().names("status=paused")).contains(paused.getString("containerName"));

    long before = lines(api.session(path));
    HttpResponse<String> signal =
        api.post(path + "/signal", new JsonObject().put("signal", "TERM"));
    assertThat(signal.statusCode()).isEqualTo(409);
    assertThat(signal.body()).contains("wrong-state").contains("resume it first");
    // Longer than its limit on silence, which a frozen program does not break.
    try (EventReader reader = EventReader.open(service.url(), path + "/events?from=end")) {
      reader.awaitComments(5);
    }
    assertThat(lines(api.session(path))).isEqualTo(before);

    assertThat(done(call(path + "/resume")).getString("state")).isEqualTo("running");
    assertThat(done(call(path + "/resume")).getString("state")).isEqualTo("running");
    Await.until(Service.DEADLINE, "it writes again", () -> lines(api.session(path)) > before);
    api.close(path, 0);
    assertThat(call(path + "/pause").body()).contains("session-ended");
  }

  @Test
  void a_paused_session_is_thawed_to_be_stopped_and_gets_its_grace() {
    String path =
        api.start(Api.shell("trap 'echo bye; exit 5' TERM; while :; do usleep 10000; done"));
    done(call(path + "/pause"));
    JsonObject ended = api.close(path, 10_000);
    assertThat(ended.getJsonObject("exit").getInteger("code")).isEqualTo(5);
    assertThat(ended.getJsonObject("exit").getString("reason")).isEqualTo("closed");
    assertThat(service.containers()).isEmpty();
  }

  @Test
  void a_paused_session_can_be_ended_at_once_also_where_its_container_is_kept() {
    String path = api.start(Api.run("sleep", "600"));
    done(call(path + "/pause"));
    api.close(path, 0);

    String kept = api.start(Api.run("sleep", "600").put("removeOnExit", false));
    String name = done(call(kept + "/pause")).getString("containerName");
    api.close(kept, 0);
    assertThat(service.podman().names("status=exited")).contains(name);
    assertThat(api.delete(kept + "?purge=true").statusCode()).isEqualTo(204);
  }

  @Test
  void an_exec_has_nothing_to_freeze() {
    String path = api.start(Api.run("sleep", "600"));
    HttpResponse<String> exec =
        api.post(
            path + "/exec",
            new JsonObject()
                .put("tty", false)
                .put("command", "sleep")
                .put("args", new JsonArray().add("600")));
    String execPath = exec.headers().firstValue("Location").orElseThrow();
    api.awaitState(execPath, "running");
    assertThat(call(execPath + "/pause").statusCode()).isEqualTo(409);
    api.close(execPath, 0);
    api.close(path, 0);
  }
}
