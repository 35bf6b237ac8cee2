package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nodes as processes, one of which is killed under its sessions.
class ClusterFailureIT {
  private static final int SESSIONS = Scale.of(6, 100);

  private static final String LOST_AFTER_MS = "6000";

  private final List<StateFolder> folders = new ArrayList<>();
  private final List<ServiceProcess> nodes = new ArrayList<>();
  private StubPodman podman;
  private ClusterNodes cluster;

  @BeforeEach
  void start() {
    podman = StubPodman.running("exec cat");
    cluster =
        new ClusterNodes(
            3,
            Map.of(
                "PODBUS_PODMAN_PATH",
                podman.path().toString(),
                "PODBUS_SESSIONS_MAX",
                Integer.toString(2 * SESSIONS),
                "PODBUS_CLUSTER_LOST_AFTER_MS",
                LOST_AFTER_MS));
    for (int i = 0; i < 2; i++) {
      launch(i);
    }
    nodes.forEach(node -> ClusterNodes.awaitNodes(node.managementUrl(), 2));
  }

  private ServiceProcess launch(int number) {
    StateFolder folder = new StateFolder();
    folders.add(folder);
    ServiceProcess node = ServiceProcess.listening(folder, cluster.settings(number));
    nodes.add(node);
    return node;
  }

  @AfterEach
  void stop() {
    for (ServiceProcess node : nodes) {
      node.signal("TERM");
    }
    nodes.forEach(ServiceProcess::awaitEnd);
    nodes.forEach(ServiceProcess::close);
    podman.close();
    folders.forEach(StateFolder::close);
  }

  private static JsonObject cat(int node) {
    return Api.run("cat").put("interactive", true).put("node", ClusterNodes.node(node));
  }

  @Test
  void theSessionsOfAKilledNodeAreUnreachableThenLostAndThenAsItSays() {
    Api here = nodes.get(0).api();
    String kept = here.start(cat(0));
    List<String> gone = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      gone.add(here.start(cat(1)));
    }
    EventReader lifecycle = here.follow("/v1/events?from=end");

    long killed = System.nanoTime();
    ServiceProcess victim = nodes.remove(1);
    victim.signal("KILL");
    victim.awaitEnd();
    for (String path : gone) {
      Await.until(
          Service.DEADLINE,
          path + " is unreachable",
          () -> {
            HttpResponse<String> answer = here.get(path);
            assertThat(answer.statusCode()).as(answer.body()).isNotEqualTo(404);
            return answer.statusCode() == 503;
          });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - killed))
        .isLessThan(ClusterNodes.NODE_TIMEOUT.multipliedBy(5));
    HttpResponse<String> answer = here.get(gone.getFirst());
    Api.problem(answer, 503, "node-unreachable");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    Api.problem(
        here.post(gone.getFirst() + "/input", new JsonObject().put("text", "a")),
        503,
        "node-unreachable");

    // What is here goes on, the list says what it lacks, and new sessions come here.
    here.type(kept, "still\n");
    here.awaitOutput(kept, "still");
    JsonObject page = new JsonObject(here.get("/v1/sessions").body());
    assertThat(page.getJsonArray("unreachable")).isEqualTo(new JsonArray().add("n1"));
    assertThat(page.getJsonArray("sessions")).hasSize(1);
    String another = here.start(Api.run("cat").put("interactive", true));
    assertThat(here.session(another).getString("node")).isEqualTo("n0");

    for (String path : gone) {
      JsonObject lost = lostOne(here, path);
      assertThat(lost.getString("state")).isEqualTo("lost");
      assertThat(lost.getJsonObject("exit").getString("reason")).isEqualTo("lost");
    }
    Api.problem(
        here.post(gone.getFirst() + "/input", new JsonObject().put("text", "a")),
        409,
        "session-ended");
    List<String> told = new ArrayList<>();
    while (told.size() < gone.size()) {
      Event event = lifecycle.next().orElseThrow();
      JsonObject session = event.data().getJsonObject("session");
      if (event.type().equals("session.ended")
          && session.getJsonObject("exit").getString("reason").equals("lost")) {
        told.add("/v1/sessions/" + session.getString("id"));
      }
    }
    lifecycle.close();
    assertThat(told).containsExactlyInAnyOrderElementsOf(gone);
    assertThat(ids(here)).hasSize(SESSIONS + 2).doesNotHaveDuplicates();

    // The node comes back with what its journals say, and each session is there once.
    ServiceProcess back = ServiceProcess.listening(folders.get(1), cluster.settings(1));
    nodes.add(back);
    ClusterNodes.awaitNodes(back.managementUrl(), 2);
    Await.until(
        Service.DEADLINE,
        "each session is listed once at both nodes",
        () -> ids(here).size() == SESSIONS + 2 && ids(back.api()).size() == SESSIONS + 2);
    assertThat(ids(here)).doesNotHaveDuplicates();
    Await.until(
        Service.DEADLINE,
        "the node's own word holds",
        () ->
            here.session(gone.getFirst())
                .getJsonObject("exit")
                .getString("message")
                .startsWith("The service ended without notice"));
  }

  /// While the node is only away, the session cannot be asked.
  private static JsonObject lostOne(Api api, String path) {
    Await.until(Service.DEADLINE, path + " is lost", () -> api.get(path).statusCode() == 200);
    return api.session(path);
  }

  private static List<String> ids(Api api) {
    return new JsonObject(api.get("/v1/sessions?limit=1000").body())
        .getJsonArray("sessions").stream()
            .map(each -> ((JsonObject) each).getString("id"))
            .toList();
  }
}
