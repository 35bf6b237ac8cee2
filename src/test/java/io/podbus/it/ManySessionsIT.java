package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// As many sessions as are allowed, all at once; and afterwards nothing of them.
class ManySessionsIT extends ServiceTestBase {
  private static final Duration LONG = Duration.ofMinutes(5);

  private CompletableFuture<HttpResponse<String>> createAsync(JsonObject options) {
    return api.sendAsync(
        api.to("/v1/sessions")
            .timeout(LONG)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(options.encode())),
        BodyHandlers.ofString());
  }

  private int threads() {
    return Thread.getAllStackTraces().size();
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>(Resources.count());
    // Connections of the test's own client come and go.
    counts.remove("socket:[");
    counts.put("verticles", (long) ((VertxInternal) service.vertx()).deploymentIDs().size());
    counts.put("containers", (long) service.containers().size());
    counts.put("folders", (long) service.folders().size());
    return counts;
  }

  private JsonObject list(String query) {
    return new JsonObject(api.get("/v1/sessions?" + query).body());
  }

  @Test
  void aHundredAtOnceAndTheNextIsToldToComeLater() throws Exception {
    Map<String, Long> before = counts();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(createAsync(Api.shell("read line; echo \"$line\"; exec sleep 1000")));
    }
    List<String> paths = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(201);
      paths.add(answer.get().headers().firstValue("Location").orElseThrow());
    }
    HttpResponse<String> refused = api.post("/v1/sessions", Api.run("true"));
    Api.problem(refused, 429, "too-many-sessions");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();

    Await.until(
        LONG,
        "all of them run",
        () -> list("state=running&limit=1000").getJsonArray("sessions").size() == 100);
    int threadsOfAHundred = threads();
    assertThat(service.containers()).hasSize(100);
    for (int i = 0; i < 100; i++) {
      api.type(paths.get(i), "session " + i + "\n");
    }
    for (int i = 0; i < 100; i++) {
      api.awaitOutput(paths.get(i), "session " + i + "\n");
    }
    // No thread per session: pools of fixed size, whatever the number of sessions.
    assertThat(threadsOfAHundred).isLessThan(100);

    List<CompletableFuture<HttpResponse<String>>> ends = new ArrayList<>();
    for (String path : paths) {
      ends.add(
          api.sendAsync(
              api.to(path + "?graceMs=0&purge=true").timeout(LONG).DELETE(),
              BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> end : ends) {
      assertThat(end.get().statusCode()).as(end.get().body()).isEqualTo(204);
    }
    try {
      Await.until(LONG, "all is as before", () -> counts().equals(before));
    } catch (AssertionError e) {
      throw new AssertionError("before " + before + ", now " + counts(), e);
    }
    assertThat(list("limit=1000").getJsonArray("sessions")).isEmpty();
    assertThat(api.waitFor(Api.run("echo", "well")).getString("stdout")).isEqualTo("well\n");
  }

  @Test
  void execsThatComeAtOnceDoNotPassTheLimit() throws Exception {
    try (Service small = Service.start(Map.of("PODBUS_SESSIONS_MAX", "4"))) {
      Api there = small.api();
      // A container that the service does not know, so that each exec has to ask for it first.
      String name = "podbus-it-" + System.nanoTime();
      small.podman().say("run", "-d", "--name", name, Service.IMAGE, "sleep", "1000");
      try {
        JsonObject exec =
            new JsonObject()
                .put("operation", "exec")
                .put("containerName", name)
                .put("tty", false)
                .put("command", "sleep")
                .put("args", new JsonArray().add("1000"));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          answers.add(
              there.sendAsync(
                  there
                      .to("/v1/sessions")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(exec.encode())),
                  BodyHandlers.ofString()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          statuses.add(answer.get().statusCode());
        }
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(4);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(8);
      } finally {
        small.podman().say("rm", "-f", "-t", "0", name);
      }
    }
  }
}
