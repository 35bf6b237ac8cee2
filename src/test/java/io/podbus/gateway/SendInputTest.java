package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendInputTest extends GatewayTestBase {
  private static final String BYTES = "application/octet-stream";

  private String input(FakeSession session) {
    return "/v1/sessions/" + session.id + "/input";
  }

  private Future<HttpResponse<String>> upload(String path, byte[] bytes) {
    return Future.fromCompletionStage(
        http.sendAsync(
            to(path).header("Content-Type", BYTES).POST(BodyPublishers.ofByteArray(bytes)).build(),
            BodyHandlers.ofString()));
  }

  @Test
  void streams_bytes_in_order_and_in_bounded_messages() {
    FakeSession session = session();
    byte[] bytes = new byte[3 * 1024 * 1024 + 17];
    new Random(1).nextBytes(bytes);
    HttpResponse<String> response =
        Await.get(upload(input(session) + "?eof=true", bytes), SOON, "the upload");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(session.input.getBytes()).isEqualTo(bytes);
    assertThat(session.inputSizes).allMatch(size -> size <= 64 * 1024);
    assertThat(fakes.asked(Action.EOF)).hasSize(1);
  }

  @Test
  void sends_no_more_before_the_child_has_taken_what_was_sent() {
    FakeSession session = session();
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    fakes.takeInput = held::add;
    Future<HttpResponse<String>> upload = upload(input(session), new byte[8 * 1024 * 1024]);
    Await.until(SOON, "the first message", () -> held.size() == 1);
    for (int i = 0; i < 10; i++) {
      int before = fakes.asked(Action.INPUT).size();
      assertThat(before).isEqualTo(i + 1);
      held.remove().run();
      Await.until(SOON, "the next message", () -> held.size() == 1);
    }
    assertThat(upload.isComplete()).isFalse();
    fakes.takeInput = Runnable::run;
    held.remove().run();
    assertThat(Await.get(upload, SOON, "the upload").statusCode()).isEqualTo(204);
    assertThat(session.input.length()).isEqualTo(8 * 1024 * 1024);
  }

  @Test
  void says_how_much_was_taken_when_the_child_stops_taking() {
    FakeSession session = session();
    AtomicInteger messages = new AtomicInteger();
    fakes.refusal =
        action ->
            action == Action.INPUT && messages.incrementAndGet() == 3
                ? new Failure.TimedOut("The program does not read.", 5L)
                : null;
    HttpResponse<String> response =
        Await.get(upload(input(session), new byte[4 * 1024 * 1024]), SOON, "the answer");
    long taken = session.input.length() + 5;
    assertThat(assertProblem(response, 504, "timeout").getLong("acceptedBytes")).isEqualTo(taken);
    assertThat(taken).isGreaterThan(5);
  }

  @Test
  void passes_json_on() {
    FakeSession session = session();
    String body = "{\"keys\":[\"ctrl+c\"],\"eof\":true}";
    assertThat(post(input(session), body).statusCode()).isEqualTo(204);
    assertThat(fakes.asked(Action.INPUT).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject(body));
    assertProblem(post(input(session) + "?eof=true", body), 400, "invalid-options");
  }

  @Test
  void asks_the_session_even_about_nothing() {
    FakeSession session = session();
    fakes.refusal =
        action -> action == Action.INPUT ? new Failure.SessionEnded("It is over.") : null;
    assertProblem(
        Await.get(upload(input(session), new byte[0]), SOON, "the answer"), 409, "session-ended");
  }

  @Test
  void refuses_other_media_types_and_too_much_json() {
    FakeSession session = session();
    assertProblem(
        send(
            to(input(session))
                .POST(BodyPublishers.ofString("x"))
                .header("Content-Type", "text/plain")),
        415,
        "unsupported-media-type");
    assertProblem(
        send(to(input(session)).POST(BodyPublishers.ofString("x"))), 415, "unsupported-media-type");
    assertProblem(
        post(input(session), "{\"text\":\"" + "x".repeat(2_000_000) + "\"}"),
        413,
        "input-too-large");
    assertThat(fakes.asked(Action.INPUT)).isEmpty();
    assertThat(Buffer.buffer(get("/v1/sessions").body()).length()).isPositive();
  }

  @Test
  void whatMayBeRepeatedIsOneMessageWithItsKey() {
    FakeSession session = session();
    String path = "/v1/sessions/" + session.id + "/input";
    String[] key = {"Idempotency-Key", "k 1".replace(" ", "-")};
    assertThat(post(path, "{\"text\":\"ls\"}", key).statusCode()).isEqualTo(204);
    assertThat(send(raw(path, new byte[65_536]).headers(key)).statusCode()).isEqualTo(204);
    assertThat(send(raw(path + "?eof=true", new byte[] {1}).headers(key)).statusCode())
        .isEqualTo(204);
    assertThat(fakes.asked(Action.INPUT))
        .extracting(one -> one.getString("idempotencyKey"))
        .containsOnly("k-1")
        .hasSize(3);
    assertThat(session.inputSizes).containsExactly(65_536);
    assertThat(fakes.asked(Action.INPUT).getLast().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("base64", "AQ==").put("eof", true));
    assertProblem(send(raw(path, new byte[65_537]).headers(key)), 413, "input-too-large");
    JsonObject problem =
        assertProblem(
            post(path, "{\"text\":\"x\"}", "Idempotency-Key", "two words"), 400, "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/headers/Idempotency-Key");
    assertThat(fakes.asked(Action.INPUT)).hasSize(3);
  }

  private HttpRequest.Builder raw(String path, byte[] body) {
    return to(path)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .header("Content-Type", "application/octet-stream");
  }
}
