package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// `POST …/wait`, with the session as a fake.
class WaitForOutputTest extends GatewayTestBase {
  @Test
  void asksTheSessionAndPassesItsAnswerOn() {
    FakeSession session = session();
    HttpResponse<String> answer =
        post("/v1/sessions/" + session.id + "/wait", "{\"pattern\":\"x\",\"timeoutMs\":60000}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).getBoolean("matched")).isTrue();
    JsonObject asked = fakes.asked(Action.WAIT).getFirst().getJsonObject("body");
    assertThat(asked.getString("pattern")).isEqualTo("x");
    assertThat(asked.getString("waiter")).hasSize(26);
    fakes.refusal = _ -> Failure.InvalidOptions.of("/pattern", "no pattern");
    JsonObject problem =
        assertProblem(
            post("/v1/sessions/" + session.id + "/wait", "{\"pattern\":\"(\"}"),
            400,
            "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/pattern");
  }

  @Test
  void aClientThatGoesGivesItsWaitUp() throws Exception {
    FakeSession session = session();
    fakes.waitIsSlow = true;
    String body = "{\"exit\":true,\"timeoutMs\":60000}";
    try (Socket socket = connect()) {
      sendRaw(
          socket,
          "POST /v1/sessions/"
              + session.id
              + "/wait HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      Await.until(SOON, "the wait", () -> !fakes.asked(Action.WAIT).isEmpty());
    }
    Await.until(SOON, "it is given up", () -> !fakes.asked(Action.RELEASE).isEmpty());
    assertThat(fakes.asked(Action.RELEASE).getFirst().getJsonObject("body").getString("waiter"))
        .isEqualTo(fakes.asked(Action.WAIT).getFirst().getJsonObject("body").getString("waiter"));
  }
}
