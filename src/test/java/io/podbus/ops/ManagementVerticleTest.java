package io.podbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementVerticleTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Meters meters = new Meters();
  private final Readiness readiness = new Readiness(meters, System::nanoTime);
  private int port;

  @BeforeEach
  void deploy() {
    ManagementVerticle management = new ManagementVerticle("127.0.0.1", 0, readiness, meters);
    Await.get(vertx.deployVerticle(management), SOON, "the management port deployed");
    port = Await.get(management.port(), SOON, "its port");
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    Await.get(vertx.close(), SOON, "everything closed");
  }

  private HttpResponse<String> send(String method, String path) {
    return send(method, path, "");
  }

  private HttpResponse<String> send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return Await.get(
        Future.fromCompletionStage(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())),
        SOON,
        "an answer");
  }

  @Test
  void lives() {
    HttpResponse<String> response = send("GET", "/health/live");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void is_ready_when_every_check_is_up() {
    assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);
    readiness.add(
        "sessions",
        SOON,
        () -> Future.succeededFuture(new CheckResult(true, "3 of 100", Map.of("running", 3))));
    HttpResponse<String> response = send("GET", "/health/ready");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"status\":\"up\",\"checks\":[{\"name\":\"sessions\",\"status\":\"up\","
                + "\"detail\":\"3 of 100\",\"running\":3}]}");
  }

  @Test
  void is_not_ready_when_a_check_is_down_hangs_fails_or_throws() {
    readiness.add("a-up", SOON, () -> Future.succeededFuture(CheckResult.up("fine")));
    readiness.add("b-hangs", Duration.ofMillis(50), () -> Promise.<CheckResult>promise().future());
    readiness.add("c-fails", SOON, () -> Future.failedFuture("broken"));
    readiness.add(
        "d-throws",
        SOON,
        () -> {
          throw new IllegalStateException("worse");
        });
    readiness.add("e-down", SOON, () -> Future.succeededFuture(CheckResult.down("no podman")));
    HttpResponse<String> response = send("GET", "/health/ready");
    assertThat(response.statusCode()).isEqualTo(503);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getString("status")).isEqualTo("down");
    assertThat(body.getJsonArray("checks").stream().map(check -> ((JsonObject) check)).toList())
        .extracting(check -> check.getString("status") + " " + check.getString("detail"))
        .containsExactly(
            "up fine",
            "down no answer within 50 ms",
            "down broken",
            "down worse",
            "down no podman");
  }

  @Test
  void levels_are_shown_and_set_and_what_is_wrong_is_refused() {
    String level = "{\"io.podbus.nobody\":\"debug\"}";
    assertThat(send("PATCH", "/log/levels", level).statusCode()).isEqualTo(200);
    assertThat(new JsonObject(send("GET", "/log/levels").body()).getString("io.podbus.nobody"))
        .isEqualTo("debug");
    send("PATCH", "/log/levels", "{\"io.podbus.nobody\":null}");
    for (String wrong : List.of("[]", "{", "", "{\"a\":\"loud\"}")) {
      assertThat(send("PATCH", "/log/levels", wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    String endless = "{\"a\":\"" + "x".repeat(70_000) + "\"}";
    assertThat(send("PATCH", "/log/levels", endless).statusCode()).isEqualTo(413);
    assertThat(send("PUT", "/log/levels", level).headers().firstValue("allow"))
        .hasValue("GET, PATCH");
    assertThat(send("GET", "/log/levels").body()).doesNotContain("nobody");
  }

  @Test
  void says_what_it_does_not_know() {
    HttpResponse<String> missing = send("GET", "/health");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("content-type")).hasValue("application/problem+json");
    HttpResponse<String> wrong = send("POST", "/health/live");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("GET");
  }
}
