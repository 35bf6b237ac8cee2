package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Failures of podman itself.
class EngineFaultIT extends ServiceTestBase {
  private FaultyPodman podman;
  private long childrenBefore;

  @Override
  Map<String, String> settings() {
    podman = FaultyPodman.create();
    return Map.of(
        "PODBUS_PODMAN_PATH", podman.path().toString(),
        "PODBUS_SESSIONS_START_TIMEOUT_MS", "1000",
        "PODBUS_SESSIONS_CLOSE_GRACE_MS", "300");
  }

  @AfterAll
  void removePodman() {
    podman.close();
  }

  @BeforeEach
  void countChildren() {
    childrenBefore = Resources.children();
  }

  @AfterEach
  void nothingIsLeftAndTheServiceIsWell() {
    JsonObject answer = api.waitFor(patient(Api.run("echo", "well")));
    assertThat(answer.getString("stdout")).as(answer.encode()).isEqualTo("well\n");
    Await.until(Service.DEADLINE, "no child is left", () -> Resources.children() <= childrenBefore);
    assertThat(service.folders()).isEmpty();
    assertThat(service.containers()).isEmpty();
  }

  /// A start that is not to be cut short by the time limit of this class.
  private static JsonObject patient(JsonObject options) {
    return options.put("startTimeoutMs", Service.DEADLINE.toMillis());
  }

  private JsonObject failure(JsonObject options) {
    JsonObject session = api.awaitEnd(api.create(options));
    assertThat(session.getString("state")).isEqualTo("failed");
    assertThat(session.getValue("startedAt")).isNull();
    return session;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hangs", "hangs-deaf"})
  void aStartThatHangsEndsAtItsTimeLimit(String fault) {
    JsonObject exit = failure(FaultyPodman.run(fault)).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("start-timeout");
    assertThat(exit.getValue("code")).isNull();
  }

  @Test
  void aStartThatHangsCanBeClosed() {
    String path = api.create(patient(FaultyPodman.run("hangs")));
    JsonObject exit = api.close(path, 0).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("closed");
    assertThat(exit.getValue("code")).isNull();
  }

  @Test
  void whatPodmanRefusesIsToldInItsWords() {
    JsonObject session = failure(patient(FaultyPodman.run("refuses")));
    JsonObject exit = session.getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("podman-error");
    assertThat(exit.getInteger("code")).isEqualTo(125);
    assertThat(exit.getString("message")).contains("the moon is in the wrong phase");
    List<Event> events = api.events("/v1/sessions/" + session.getString("id"));
    assertThat(events)
        .anySatisfy(event -> {
          assertThat(event.isOutput("stderr")).isTrue();
          assertThat(event.data().getString("source")).isEqualTo("engine");
        });
  }

  @Test
  void aRefusalWithoutAWordIsOneAllTheSame() {
    JsonObject exit = failure(patient(FaultyPodman.run("silent"))).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("podman-error");
    assertThat(exit.getInteger("code")).isEqualTo(125);
  }

  @Test
  void aMebibyteOfWarningsIsKeptAsOutputAndNotAsAMessage() {
    JsonObject session =
        failure(patient(FaultyPodman.run("chatters")).put("retainBytes", 4 * 1024 * 1024));
    JsonObject exit = session.getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("podman-error");
    assertThat(exit.getString("message")).contains("that was all");
    assertThat(exit.getString("message").length()).isLessThan(10_000);
    String stderr =
        new String(
            api.bytes("/v1/sessions/" + session.getString("id") + "/output/stderr"),
            StandardCharsets.UTF_8);
    assertThat(stderr.chars().filter(c -> c == 'w').count()).isGreaterThanOrEqualTo(1024 * 1024);
    assertThat(stderr).endsWith("Error: that was all\n");
  }

  @Test
  void aClientThatCrashesBeforeTheProgramRanHasNoCode() {
    JsonObject exit = failure(patient(FaultyPodman.run("crashes"))).getJsonObject("exit");
    assertThat(exit.getValue("code")).isNull();
    assertThat(exit.getString("signal")).isEqualTo("SIGSEGV");
  }

  @Test
  void aClientThatIgnoresItsEndIsKilled() {
    String path = api.start(patient(FaultyPodman.run("runs-deaf")));
    api.awaitOutput(path, "running");
    JsonObject exit = api.close(path, 300).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("closed");
    assertThat(exit.getValue("code")).isNull();
  }

  @Test
  void aProcessThatTheClientLeftCannotHoldUpTheEnd() {
    String path = api.create(patient(FaultyPodman.run("leaves-a-child")));
    JsonObject exit = api.awaitEnd(path).getJsonObject("exit");
    assertThat(exit.getString("reason")).isEqualTo("exited");
    assertThat(exit.getInteger("code")).isEqualTo(3);
    assertThat(api.output(path)).isEqualTo("last words\n");
  }

  @Test
  void whatAKilledClientLeftOfAStartIsEnded() {
    String path = api.start(patient(FaultyPodman.run("leaves-conmon")));
    String id = path.substring(path.lastIndexOf('/') + 1);
    Await.until(Service.DEADLINE, "conmon runs", () -> Resources.processesWith(id) == 2);
    ProcessHandle.of(api.session(path).getLong("pid")).orElseThrow().destroyForcibly();
    JsonObject exit = api.awaitEnd(path).getJsonObject("exit");
    assertThat(exit.getString("signal")).isEqualTo("SIGKILL");
    assertThat(Resources.processesWith(id)).isZero();
  }

  @Test
  void podmanThatIsNotThereIsSaidBeforeThereIsASession() {
    podman.remove();
    HttpResponse<String> refused = api.post("/v1/sessions", Api.run("true"));
    podman.restore();
    JsonObject problem = Api.problem(refused, 503, "podman-unavailable");
    assertThat(problem.getString("detail")).contains(podman.path().toString());
    assertThat(problem.getBoolean("retryable")).isTrue();
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void podmanThatCannotBeSpawnedFailsTheSession() {
    podman.spoil();
    try {
      JsonObject exit = failure(patient(Api.run("true"))).getJsonObject("exit");
      assertThat(exit.getString("reason")).isEqualTo("spawn-error");
      assertThat(exit.getValue("code")).isNull();
      assertThat(exit.getString("message")).isNotBlank();
    } finally {
      podman.restore();
    }
  }
}
