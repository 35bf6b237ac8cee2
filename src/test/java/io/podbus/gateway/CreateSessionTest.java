package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Action;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateSessionTest extends GatewayTestBase {
  private static final String SESSIONS = "/v1/sessions";

  private JsonObject created() {
    return fakes.asked(Action.CREATE).getFirst();
  }

  @Test
  void answers_with_the_session_and_where_it_is() {
    HttpResponse<String> response = post(SESSIONS, RUN, "Idempotency-Key", "abc");
    assertThat(response.statusCode()).isEqualTo(201);
    String id = fakes.only().id.value();
    assertThat(response.headers().firstValue("location")).hasValue("/v1/sessions/" + id);
    assertThat(json(response)).isEqualTo(fakes.only().json());
    assertThat(created().getString("idempotencyKey")).isEqualTo("abc");
    assertThat(created().containsKey("reader")).isFalse();
  }

  @Test
  void answers_with_the_event_stream() {
    fakes.program =
        session -> {
          session.write(StreamName.STDOUT, "hi");
          session.exit(0);
        };
    HttpResponse<String> response =
        post(SESSIONS + "?blockMaxMs=99", RUN, "Accept", "text/event-stream");
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    assertThat(response.headers().firstValue("location")).isPresent();
    assertThat(response.body()).contains("id: 0\n", "\"text\":\"hi\"", "event: exit");
    String reader = response.headers().firstValue("podbus-reader").orElseThrow();
    assertThat(created().getString("reader")).isEqualTo(reader);
    assertThat(fakes.only().reads)
        .allSatisfy(read -> {
          assertThat(read.delivery()).isEqualTo(Delivery.BLOCK);
          assertThat(read.reader()).isEqualTo(reader);
          assertThat(read.blockMax()).hasMillis(99);
        });
    assertThat(fakes.only().reads.peek().from()).isEqualTo(new From.Seq(0));
  }

  @Test
  void waits_for_the_end() {
    fakes.program =
        session -> {
          session.write(StreamName.STDOUT, "out");
          session.write(StreamName.STDERR, Buffer.buffer(new byte[] {'e', (byte) 0xff}), false);
          session.exit(3);
        };
    HttpResponse<String> response = post(SESSIONS + "?wait=true", RUN);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response))
        .isEqualTo(
            new JsonObject()
                .put("session", fakes.only().json())
                .put("stdout", "out")
                .put("stderr", "e\ufffd")
                .put("stderrBase64", "Zf8=")
                .put("truncated", false));
    assertThat(created().getJsonObject("body"))
        .isEqualTo(new JsonObject(RUN).put("tty", false).put("interactive", false));
    assertThat(fakes.asked(Action.CLOSE)).isEmpty();
  }

  @Test
  void waits_with_a_terminal_when_asked_to() {
    fakes.program =
        session -> {
          session.write(StreamName.TTY, "screen");
          session.exit(0);
        };
    String body = "{\"image\":\"i\",\"tty\":true,\"interactive\":true}";
    JsonObject answer = json(post(SESSIONS + "?wait=true", body));
    assertThat(answer.getString("tty")).isEqualTo("screen");
    assertThat(answer.containsKey("stdout")).isFalse();
    assertThat(created().getJsonObject("body").getJsonObject("input"))
        .isEqualTo(new JsonObject().put("text", "").put("eof", true));
  }

  @Test
  void leaves_given_input_as_it_is_when_it_waits() {
    fakes.program = session -> session.exit(0);
    post(SESSIONS + "?wait=true", "{\"image\":\"i\",\"input\":{\"text\":\"x\"}}");
    assertThat(created().getJsonObject("body").containsKey("interactive")).isFalse();
  }

  @Test
  void keeps_the_head_of_much_output_on_a_characters_boundary() {
    fakes.program =
        session -> {
          String text = "€".repeat(20_000);
          for (int i = 0; i < 30; i++) {
            session.write(StreamName.STDOUT, text);
          }
          session.exit(0);
        };
    JsonObject answer = json(post(SESSIONS + "?wait=true", RUN));
    assertThat(answer.getBoolean("truncated")).isTrue();
    assertThat(answer.getString("stdout")).isEqualTo("€".repeat(1024 * 1024 / 3));
    assertThat(answer.containsKey("stdoutBase64")).isFalse();
  }

  @Test
  void answers_202_when_the_wait_is_over_first() {
    HttpResponse<String> response = post(SESSIONS + "?wait=true&waitMs=30", RUN);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).getString("state")).isEqualTo("running");
    Await.until(SOON, "the place given up", () -> fakes.asked(Action.RELEASE).size() == 1);
    assertThat(fakes.asked(Action.CLOSE)).isEmpty();
  }

  @Test
  void closes_a_session_whose_waiting_client_goes() throws Exception {
    disconnect("/v1/sessions?wait=true", RUN, "");
    Await.until(SOON, "the session closed", () -> fakes.asked(Action.CLOSE).size() == 1);
    // Another message, which nothing orders with the first.
    Await.until(SOON, "the place given up", () -> fakes.asked(Action.RELEASE).size() == 1);
  }

  @Test
  void keeps_a_session_whose_client_goes_when_told_so() throws Exception {
    disconnect("/v1/sessions?wait=true&closeOnDisconnect=false", RUN, "");
    Await.until(SOON, "the place given up", () -> fakes.asked(Action.RELEASE).size() == 1);
    assertThat(fakes.asked(Action.CLOSE)).isEmpty();
  }

  @Test
  void closes_a_session_whose_stream_goes_when_told_so() throws Exception {
    String body = "{\"image\":\"i\",\"closeOnDisconnect\":true}";
    disconnect("/v1/sessions", body, "Accept: text/event-stream\r\n");
    Await.until(SOON, "the session closed", () -> fakes.asked(Action.CLOSE).size() == 1);
    assertThat(created().getJsonObject("body").containsKey("closeOnDisconnect")).isFalse();
  }

  private void disconnect(String path, String body, String header) throws Exception {
    try (Socket socket = connect()) {
      sendRaw(
          socket,
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
              .formatted(path, header, body.length(), body));
      Await.until(
          SOON,
          "the reader waits",
          () -> fakes.sessions.size() == 1 && fakes.only().readersWaiting() == 1);
    }
  }

  @Test
  void says_what_would_run() {
    HttpResponse<String> response = post(SESSIONS + "?dryRun=true", RUN);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).getJsonArray("argv")).containsExactly("podman");
    assertThat(fakes.sessions).isEmpty();
  }

  @Test
  void runs_exec_in_a_session() {
    FakeSession session = session();
    fakes.program = one -> one.exit(0);
    String path = "/v1/sessions/" + session.id + "/exec";
    HttpResponse<String> response = post(path, "{\"command\":\"ls\"}");
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(json(response).getString("operation")).isEqualTo("exec");
    assertThat(fakes.asked(Action.EXEC).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("command", "ls"));
    assertThat(post(path + "?wait=true", "{\"command\":\"ls\"}").statusCode()).isEqualTo(200);
    assertThat(post(path, "{}", "Accept", "text/event-stream").body()).contains("event: exit");
    JsonObject problem =
        assertProblem(post(path, "{\"containerName\":\"x\"}"), 400, "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/containerName");
  }

  @Test
  void refuses_options_before_anything_is_asked_to_run() {
    assertThat(pointer(invalid(SESSIONS, "{\"image\":\"i\",\"nope\":1}"))).isEqualTo("/nope");
    assertThat(pointer(invalid(SESSIONS, "{\"image\":1}"))).isEqualTo("/image");
    invalid(SESSIONS, "{}");
    assertThat(pointer(invalid(SESSIONS, "{\"operation\":\"fly\"}"))).isEqualTo("/operation");
    assertThat(pointer(invalid(SESSIONS, "{\"operation\":1}"))).isEqualTo("/operation");
    String close = "{\"image\":\"i\",\"closeOnDisconnect\":%s}";
    for (String value : List.of("true", "1")) {
      assertThat(pointer(invalid(SESSIONS, close.formatted(value))))
          .isEqualTo("/closeOnDisconnect");
    }
    for (String query :
        List.of("wait=yes", "waitMs=5", "stream=stdout", "dryRun=true&wait=true", "what=1")) {
      assertThat(pointer(invalid(SESSIONS + "?" + query, RUN)))
          .isEqualTo("/query/" + query.substring(0, query.indexOf('=')));
    }
    invalid(SESSIONS + "?wait=true&waitMs=-1", RUN);
    assertProblem(post(SESSIONS, RUN, "Idempotency-Key", "a b"), 400, "invalid-options");
    assertThat(fakes.asked(Action.CREATE)).isEmpty();
  }

  private JsonObject invalid(String path, String body) {
    return assertProblem(post(path, body), 400, "invalid-options");
  }

  @Test
  void refuses_while_draining() {
    draining.set(true);
    HttpResponse<String> response = post(SESSIONS, RUN);
    assertProblem(response, 503, "draining");
    assertThat(response.headers().firstValueAsLong("retry-after")).hasValue(5);
  }

  @Test
  void asks_for_the_schemas_again_after_a_failure() {
    fakes.refusal =
        action -> action == Action.OPERATIONS ? new Failure.PodmanUnavailable("later", 7) : null;
    HttpResponse<String> response = post(SESSIONS, RUN);
    assertProblem(response, 503, "podman-unavailable");
    assertThat(response.headers().firstValueAsLong("retry-after")).hasValue(7);
    fakes.refusal = _ -> null;
    assertThat(post(SESSIONS, RUN).statusCode()).isEqualTo(201);
    assertThat(post(SESSIONS, RUN).statusCode()).isEqualTo(201);
    assertThat(fakes.asked(Action.OPERATIONS)).hasSize(2);
  }
}
