package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Starts that are refused: with one line, and the exit code that says whose fault it is.
class StartIT {
  private static String refusal(StateFolder state, Map<String, String> settings, int code) {
    try (ServiceProcess service = ServiceProcess.launch(state, settings)) {
      assertThat(service.awaitEnd()).as(service.err()).isEqualTo(code);
      assertThat(service.out()).isEmpty();
      List<String> lines = service.err().lines().toList();
      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst()).startsWith("podbus: ");
      return lines.getFirst();
    }
  }

  @Test
  void aStateDirectoryHasOneServiceAtATime() {
    try (StateFolder state = new StateFolder();
        ServiceProcess first = ServiceProcess.listening(state, Map.of())) {
      assertThat(refusal(state, Map.of(), 1))
          .contains("state.dir")
          .contains(state.path().toString())
          .contains("in use by another instance");
      assertThat(first.api().get("/v1/sessions").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"PODBUS_HTTP_PORT, http.port", "PODBUS_MANAGEMENT_PORT, management.port"})
  void aPortThatIsTakenIsNamed(String variable, String key) throws IOException {
    try (StateFolder state = new StateFolder();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(refusal(state, Map.of(variable, port), 1)).contains(key, port);
      // Nothing holds the directory any more.
      try (ServiceProcess next = ServiceProcess.listening(state, Map.of())) {
        assertThat(next.api().get("/v1/sessions").statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PODBUS_SESSIONS_MAXIMUM, 5",
    "PODBUS_SESSIONS_MAX, many",
    "PODBUS_SESSIONS_MAX, 0",
    "PODBUS_HTTP_HOST, 0.0.0.0",
    "PODBUS_MANAGEMENT_HOST, 10.0.0.1",
    "PODBUS_STATE_DIR, relative/path",
  })
  void aWrongVariableIsNamed(String variable, String value) {
    try (StateFolder state = new StateFolder()) {
      assertThat(refusal(state, Map.of(variable, value), 2)).contains(variable);
      assertThat(state.path()).doesNotExist();
    }
  }

  @Test
  void aFileThatIsNotThereOrCannotBeReadIsNamed() throws IOException {
    try (StateFolder state = new StateFolder()) {
      for (Path file : List.of(state.directory().resolve("none.yaml"), state.directory())) {
        assertThat(refusal(state, Map.of("PODBUS_CONFIG", file.toString()), 2))
            .startsWith("podbus: " + file + ": ");
      }
    }
  }

  @Test
  void aStartThatIsToldToEndEndsAndLeavesNobodyAsking() {
    try (FaultyPodman podman = FaultyPodman.create();
        StateFolder state = new StateFolder()) {
      String mark = "31536000." + (System.nanoTime() & 0xffff);
      podman.always("exec sleep " + mark);
      try (ServiceProcess service =
          ServiceProcess.launch(
              state,
              Map.of("PODBUS_PODMAN_PATH", podman.path().toString(), "PODBUS_LOG_LEVEL", "info"))) {
        Await.until(Service.DEADLINE, "podman is asked", () -> Resources.processesWith(mark) == 2);
        service.signal("TERM");
        assertThat(service.awaitEnd()).as(service.err()).isZero();
        assertThat(service.err()).contains("stopped while starting").doesNotContain("error");
        assertThat(service.out()).as("it never listened").isEmpty();
      }
      assertThat(Resources.processesWith(mark)).isZero();
      podman.restore();
      // Nothing holds the directory any more.
      try (ServiceProcess next = ServiceProcess.listening(state, Map.of())) {
        assertThat(next.api().get("/v1/sessions").statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'sessions: {maxx: 5}', sessions.maxx",
    "'sessions: {max: many}', sessions.max",
    "'sessions: [1, 2]', sessions",
    "'sessions: {max: -1}', sessions.max",
    "'http: {host: 192.168.0.1}', http.host",
    "'http: [', podbus.yaml:1",
  })
  void aWrongKeyInTheFileIsNamed(String yaml, String place) throws IOException {
    try (StateFolder state = new StateFolder()) {
      Path file = Files.writeString(state.directory().resolve("podbus.yaml"), yaml);
      Map<String, String> settings = new HashMap<>(Map.of("PODBUS_CONFIG", file.toString()));
      assertThat(refusal(state, settings, 2)).contains(place);
      assertThat(state.path()).doesNotExist();
    }
  }
}
