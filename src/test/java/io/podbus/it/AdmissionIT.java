package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// More starts than go at the same time, on the real podman: who waits is told where, who cannot
/// wait is told when to come again, and an owner that fills the queue does not shut out another.
class AdmissionIT extends ServiceTestBase {
  private static final int ASKED = 24;
  private static final int PLACES = 8;

  private final TestTokens tokens = TestTokens.create();
  private final String many = tokens.add("many", "write");
  private final String few = tokens.add("few", "write");

  @Override
  Map<String, String> settings() {
    return Map.of(
        "PODBUS_AUTH_TOKENS_FILE", tokens.file().toString(),
        "PODBUS_LIMITS_QUEUED_STARTS", Integer.toString(PLACES));
  }

  @AfterAll
  void removeTokens() {
    tokens.close();
  }

  private HttpRequest.Builder as(String token, String path) {
    return api.to(path).header("Authorization", "Bearer " + token);
  }

  private CompletableFuture<HttpResponse<String>> create(String token) {
    return api.sendAsync(
        as(token, "/v1/sessions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Api.run("true").encode())),
        BodyHandlers.ofString());
  }

  private JsonObject ended(String token, String path) {
    JsonObject[] session = {null};
    Await.until(
        Service.DEADLINE,
        path + " ends",
        () -> {
          session[0] =
              new JsonObject(api.send(as(token, path).GET(), BodyHandlers.ofString()).body());
          return session[0].getJsonObject("exit") != null;
        });
    return session[0];
  }

  private String events(String token, String path) {
    return api.send(
            as(token, path + "/events").header("Accept", "text/event-stream").GET(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void whoFillsTheQueueIsToldAndDoesNotShutOutAnother() {
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      asked.add(create(many));
    }
    asked.forEach(CompletableFuture::join);
    HttpResponse<String> other = create(few).join();

    List<String> taken = new ArrayList<>();
    int refused = 0;
    for (CompletableFuture<HttpResponse<String>> answer : asked) {
      HttpResponse<String> response = answer.join();
      if (response.statusCode() == 201) {
        taken.add(response.headers().firstValue("Location").orElseThrow());
      } else {
        Api.problem(response, 429, "rate-limited");
        String after = response.headers().firstValue("Retry-After").orElseThrow();
        assertThat(Integer.parseInt(after)).isBetween(1, 600);
        refused++;
      }
    }
    assertThat(refused).as("refused").isPositive();
    assertThat(taken).as("taken").hasSizeGreaterThan(PLACES);
    assertThat(other.statusCode()).as(other.body()).isEqualTo(201);
    String his = other.headers().firstValue("Location").orElseThrow();

    List<String> began = new ArrayList<>();
    for (String path : taken) {
      JsonObject session = ended(many, path);
      assertThat(session.getJsonObject("exit").getInteger("code")).as(session.encode()).isZero();
      began.add(session.getString("startedAt"));
    }
    JsonObject hisSession = ended(few, his);
    String hisStart = hisSession.getString("startedAt");
    // It came last of all, and had not to wait for all who came before.
    assertThat(began.stream().filter(start -> start.compareTo(hisStart) > 0).count())
        .as("starts after %s of %s", hisStart, began)
        .isGreaterThan(PLACES / 4);
    assertThat(taken.stream().map(path -> events(many, path)))
        .as("who waits is told where")
        .anyMatch(events -> events.contains("\"queued\"") && events.contains("\"position\":"));
  }
}
