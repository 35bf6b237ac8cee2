package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The orderly end of the service, with sessions that run.
class ShutdownIT {
  private static String exec(Api api, String host, String line) {
    JsonObject shell = Api.shell(line);
    shell.remove("image");
    HttpResponse<String> response = api.post(host + "/exec", shell);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    String path = response.headers().firstValue("Location").orElseThrow();
    api.awaitState(path, "running");
    return path;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsAllSessionsTellsTheirReadersAndLeavesNothing(String signal) {
    try (StateFolder state = new StateFolder();
        ServiceProcess service =
            ServiceProcess.listening(state, Map.of("PODBUS_SESSIONS_CLOSE_GRACE_MS", "3000"))) {
      Api api = service.api();
      String sleep = api.start(Api.run("sleep", "100000"));
      // Holds the drain up for its grace, so that there is a time in which to be refused.
      String deaf = api.start(Api.shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
      String terminal =
          api.start(new JsonObject().put("image", Service.IMAGE).put("command", "sh"));
      String exec = exec(api, sleep, "echo ready; sleep 100000");
      api.awaitOutput(deaf, "ready");
      api.awaitOutput(exec, "ready");
      assertThat(state.containers()).hasSize(3);
      List<EventReader> readers =
          Stream.of(sleep, deaf, terminal, exec).map(path -> api.follow(path + "/events")).toList();

      service.signal(signal);

      Await.until(
          Service.DEADLINE,
          "a create is refused",
          () -> {
            // Nothing runs where it is not refused yet.
            HttpResponse<String> response = api.post("/v1/sessions?dryRun=true", Api.run("true"));
            if (response.statusCode() == 200) {
              return false;
            }
            Api.problem(response, 503, "draining");
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            return true;
          });
      for (EventReader reader : readers) {
        List<Event> events = reader.readAll();
        assertThat(events.getLast().data().getString("reason")).isEqualTo("drained");
        reader.close();
      }
      assertThat(service.awaitEnd()).as(service.err()).isZero();
      assertThat(state.containers()).isEmpty();
      assertThat(state.sessionFiles()).isEmpty();
      assertThat(service.err()).doesNotContain(" ERROR ");
    }
  }
}
