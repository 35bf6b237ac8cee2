package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Calls that a session cannot take in its state.
class EndedIT extends ServiceTestBase {
  private static JsonObject text(String text) {
    return new JsonObject().put("text", text);
  }

  @Test
  void anEndedSessionRefusesAllThatNeedsAProgram() {
    String path = api.create(Api.run("true"));
    api.awaitEnd(path);
    Api.problem(api.post(path + "/input", text("x")), 409, "session-ended");
    Api.problem(
        api.post(path + "/input", "application/octet-stream", BodyPublishers.ofString("x")),
        409,
        "session-ended");
    Api.problem(
        api.post(path + "/signal", new JsonObject().put("signal", "INT")), 409, "session-ended");
    assertThat(api.session(path).getJsonObject("exit").getInteger("code")).isZero();
  }

  @Test
  void inputBehindItsEndIsRefused() {
    String path = api.start(Api.shell("cat; sleep 1000"));
    api.input(path, text("last").put("eof", true));
    Api.problem(api.post(path + "/input", text("more")), 409, "input-closed");
    api.awaitOutput(path, "last");
    assertThat(api.session(path).getJsonObject("input").getBoolean("open")).isFalse();
    api.close(path, 0);
  }

  @Test
  void aSessionWithoutStdinTakesNoInput() {
    String path = api.start(Api.run("sleep", "1000").put("interactive", false));
    Api.problem(api.post(path + "/input", text("x")), 409, "input-closed");
    api.close(path, 0);
  }

  @Test
  void wrongSignalsAndKeysAreRefusedByName() {
    String path = api.start(Api.terminal("cat"));
    for (Object signal : new Object[] {"SIGNOPE", 0, 65, "", true}) {
      JsonObject problem =
          Api.problem(
              api.post(path + "/signal", new JsonObject().put("signal", signal)),
              400,
              "invalid-options");
      assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .isEqualTo("/signal");
    }
    JsonObject keys = new JsonObject().put("keys", new JsonArray().add("enter").add("any"));
    JsonObject problem = Api.problem(api.post(path + "/input", keys), 400, "invalid-options");
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/keys/1");
    api.close(path, 0);
  }

  @Test
  void inputThatTheProgramDoesNotTakeEndsInTimeWithWhatWasTaken() {
    // Far more than the pipe holds, to a program that never reads.
    try (Service impatient = Service.start(Map.of("PODBUS_SESSIONS_INPUT_TIMEOUT_MS", "500"))) {
      Api there = impatient.api();
      String path = there.start(Api.run("sleep", "1000"));
      JsonObject problem =
          Api.problem(
              there.post(
                  path + "/input",
                  "application/octet-stream",
                  BodyPublishers.ofByteArray(new byte[4_000_000])),
              504,
              "timeout");
      assertThat(problem.getLong("acceptedBytes")).isBetween(4096L, 3_999_999L);
      assertThat(there.session(path).getString("state")).isEqualTo("running");
      there.close(path, 0);
    }
  }
}
