package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// Programs with nobody attached: podman has gone, the session goes on.
class DetachedIT extends ServiceTestBase {
  private static JsonObject detached(JsonObject run) {
    return run.put("detach", true);
  }

  private String name(String path) {
    return api.session(path).getString("containerName");
  }

  @Test
  @Shows("detach")
  void itIsStoppedAsAnyOther() {
    String path = api.start(detached(Api.run("sleep", "1000")));
    String name = name(path);
    assertThat(service.containers()).contains(name);
    JsonObject exit = api.close(path, 200).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("closed");
    assertThat(exit.getInteger("code")).isEqualTo(137);
    assertThat(service.containers()).doesNotContain(name);
  }

  @Test
  void itTakesSignalsButNoInput() {
    String path =
        api.start(
            detached(Api.shell("trap 'exit 6' USR1; echo ready; while :; do sleep 0.1; done")));
    api.awaitOutput(path, "ready");
    Api.problem(api.post(path + "/input", new JsonObject().put("text", "x")), 409, "input-closed");
    assertThat(api.post(path + "/signal", new JsonObject().put("signal", "USR1")).statusCode())
        .isEqualTo(204);
    JsonObject exit = api.awaitEnd(path).getJsonObject("exit");
    assertThat(exit.getInteger("code")).isEqualTo(6);
    assertThat(exit.getString("reason")).isEqualTo("exited");
  }

  @Test
  @Shows("timeout")
  void itsTimeIsLimitedToo() {
    JsonObject session =
        api.waitFor(detached(Api.run("sleep", "1000").put("timeout", 300).put("closeGraceMs", 100)))
            .getJsonObject("session");
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("timeout");
    assertThat(service.containers()).doesNotContain(session.getString("containerName"));
  }

  @Test
  void itsContainerIsKeptWhereTheCallerWantsItAndGoneOtherwise() {
    for (boolean remove : new boolean[] {true, false}) {
      String path = api.create(detached(Api.shell("exit 4").put("removeOnExit", remove)));
      JsonObject session = api.awaitEnd(path);
      assertThat(session.getJsonObject("exit").getInteger("code")).isEqualTo(4);
      assertThat(service.containers().contains(session.getString("containerName")))
          .isEqualTo(!remove);
      assertThat(api.delete(path + "?purge=true").statusCode()).isEqualTo(204);
    }
  }

  @Test
  void whatCannotStartIsAFailure() {
    JsonObject session = api.waitFor(detached(Api.run("no-such-program"))).getJsonObject("session");
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(session.getJsonObject("exit").getString("reason")).isEqualTo("podman-error");
    assertThat(service.containers()).doesNotContain(session.getString("containerName"));
  }
}
