package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Addresses;
import io.podbus.testing.Await;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Three nodes in this JVM: what a client of any of them sees of all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
  private static final int NODES = 3;
  private static final int PLACES = Scale.of(30, 400);

  private StubPodman podman;
  private ClusterNodes cluster;
  private List<Service> nodes = List.of();
  private final List<String> made = new ArrayList<>();

  @BeforeAll
  void start() {
    podman = StubPodman.running("exec cat");
    cluster =
        new ClusterNodes(
            NODES + 1,
            Map.of(
                "PODBUS_PODMAN_PATH",
                podman.path().toString(),
                "PODBUS_SESSIONS_MAX",
                Integer.toString(PLACES),
                "PODBUS_SESSIONS_RETENTION_MS",
                "0"));
    nodes = cluster.startHere(NODES);
  }

  @AfterAll
  void stop() {
    nodes.forEach(Service::close);
    podman.close();
  }

  @AfterEach
  void endSessions() {
    List<CompletableFuture<HttpResponse<Void>>> ending = new ArrayList<>();
    Api api = nodes.getFirst().api();
    for (String path : made) {
      ending.add(
          api.sendAsync(
              api.to(path + "?graceMs=0").DELETE(), HttpResponse.BodyHandlers.discarding()));
    }
    ending.forEach(CompletableFuture::join);
    made.clear();
    Await.until(
        Service.DEADLINE,
        "every node knows that nothing is left",
        () ->
            nodes.stream()
                .allMatch(node ->
                    listed(node, "").isEmpty()
                        && ClusterNodes.free(node.managementUrl()) == NODES * PLACES));
  }

  private static JsonObject cat() {
    return Api.run("cat").put("interactive", true);
  }

  private String create(int node, JsonObject options) {
    String path = nodes.get(node).api().create(options);
    made.add(path);
    return path;
  }

  private String nodeOf(String path) {
    return nodes.getFirst().api().session(path).getString("node");
  }

  /// All pages of a node's list.
  private static List<JsonObject> listed(Service node, String query) {
    List<JsonObject> all = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      String path = "/v1/sessions?" + query + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
      JsonObject page = new JsonObject(node.api().get(path).body());
      page.getJsonArray("sessions").forEach(each -> all.add((JsonObject) each));
      cursor = page.getString("nextCursor");
    }
    return all;
  }

  @Test
  void aSessionIsShownByEveryNodeWithItsOwn() {
    String path = create(0, cat());
    String at = nodeOf(path);
    assertThat(at).startsWith("n");

    for (Service node : nodes) {
      assertThat(node.api().session(path).getString("node")).isEqualTo(at);
    }
  }

  @Test
  void aBurstSpreadsAndIsListedByEveryNodeInOrder() {
    int count = Scale.of(60, 1000);
    List<CompletableFuture<HttpResponse<String>>> sent =
        IntStream.range(0, count)
            .mapToObj(i -> {
              Api api = nodes.get(i % NODES).api();
              return api.sendAsync(
                  api.to("/v1/sessions")
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString(cat().encode())),
                  HttpResponse.BodyHandlers.ofString());
            })
            .toList();
    Map<String, Integer> byNode = new HashMap<>();
    for (CompletableFuture<HttpResponse<String>> each : sent) {
      JsonObject session = new JsonObject(each.join().body());
      assertThat(each.join().statusCode()).as(session.encode()).isEqualTo(201);
      made.add("/v1/sessions/" + session.getString("id"));
      byNode.merge(session.getString("node"), 1, Integer::sum);
    }

    assertThat(byNode).hasSize(NODES);
    int most = byNode.values().stream().max(Integer::compare).orElseThrow();
    int least = byNode.values().stream().min(Integer::compare).orElseThrow();
    // Of a thousand; chance weighs more in sixty that are made at three nodes at once.
    double spread = Scale.soak() ? 1.3 : 2;
    assertThat((double) most / least).as(byNode.toString()).isLessThanOrEqualTo(spread);

    for (Service node : nodes) {
      List<JsonObject> all = listed(node, "limit=" + Math.max(7, count / 10));
      assertThat(all).extracting(one -> one.getString("id")).doesNotHaveDuplicates();
      assertThat(all).hasSize(count);
      // Newest first, as near as the sessions of one node are: they are numbered when admitted.
      for (int i = 1; i < all.size(); i++) {
        assertThat(created(all.get(i))).isBefore(created(all.get(i - 1)).plusSeconds(5));
      }
      assertThat(created(all.getLast())).isBefore(created(all.getFirst()));
    }
  }

  private static Instant created(JsonObject session) {
    return Instant.parse(session.getString("createdAt"));
  }

  @Test
  void aCallerMayNameTheNode() {
    for (int i = 0; i < NODES; i++) {
      assertThat(nodeOf(create(0, cat().put("node", ClusterNodes.node(i)))))
          .isEqualTo(ClusterNodes.node(i));
    }
    Api api = nodes.getFirst().api();
    Api.problem(api.post("/v1/sessions", cat().put("node", "nobody")), 400, "invalid-options");
    Api.problem(
        api.post("/v1/sessions", cat().put("nodeLabels", new JsonObject().put("zone", "x"))),
        400,
        "invalid-options");
  }

  @Test
  void aKeyIsAnsweredTheSameEverywhere() {
    Set<String> ids = new HashSet<>();
    for (Service node : nodes) {
      HttpResponse<String> answer =
          node.api().post("/v1/sessions", cat(), "Idempotency-Key", "the-key");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      ids.add(new JsonObject(answer.body()).getString("id"));
    }
    assertThat(ids).hasSize(1);
    made.add("/v1/sessions/" + ids.iterator().next());
    Api.problem(
        nodes
            .get(1)
            .api()
            .post("/v1/sessions", cat().put("tty", true), "Idempotency-Key", "the-key"),
        400,
        "invalid-options");
  }

  @Test
  void whereAllAreFullThereIsNoRoom() {
    JsonObject there = cat().put("node", ClusterNodes.node(2));
    IntStream.range(0, PLACES)
        .parallel()
        .forEach(_ -> {
          String path = nodes.get(0).api().create(there);
          synchronized (made) {
            made.add(path);
          }
        });
    Api.problem(nodes.get(0).api().post("/v1/sessions", there), 429, "too-many-sessions");
    // Without the constraint the full node is passed over.
    assertThat(nodeOf(create(0, cat()))).isNotEqualTo(ClusterNodes.node(2));
  }

  @Test
  void everyNodeTellsOfTheEventsOfAll() {
    List<EventReader> readers = new ArrayList<>();
    for (Service node : nodes) {
      readers.add(node.api().follow("/v1/events?from=end"));
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      String path = create(i, cat().put("node", ClusterNodes.node(i)));
      ids.add(path.substring(path.lastIndexOf('/') + 1));
    }
    String last = "";
    for (EventReader reader : readers) {
      List<String> created = new ArrayList<>();
      while (created.size() < NODES) {
        Event event = reader.next().orElseThrow();
        last = reader.lastId();
        if (event.type().equals("session.created")) {
          created.add(event.data().getJsonObject("session").getString("id"));
        }
      }
      assertThat(created).containsExactlyInAnyOrderElementsOf(ids);
      reader.close();
    }

    // What one node told last is where another goes on.
    String ended = made.removeFirst();
    nodes.getFirst().api().close(ended, 0);
    try (EventReader reader = nodes.getFirst().api().follow("/v1/events", "Last-Event-ID", last)) {
      Event event = reader.next().orElseThrow();
      while (!event.type().equals("session.ended")) {
        assertThat(event.type()).isEqualTo("session.state");
        event = reader.next().orElseThrow();
      }
      assertThat(ended).endsWith(event.data().getJsonObject("session").getString("id"));
    }
  }

  @Test
  void aNameIsGivenOnce() {
    Map<String, String> settings = new HashMap<>(cluster.settings(NODES));
    settings.put("PODBUS_CLUSTER_NODE", ClusterNodes.node(0));

    assertThatThrownBy(() -> Service.start(settings))
        .hasStackTraceContaining("a node of the name n0 is in the cluster already");
    for (Service node : nodes) {
      ClusterNodes.awaitNodes(node.managementUrl(), NODES);
    }
  }

  @Test
  void anUnknownActionAndFieldAreAnsweredAndPassedOver() {
    var bus = nodes.get(1).vertx().eventBus();
    ReplyException refused =
        (ReplyException)
            Await.failure(
                bus.request(
                    Addresses.node(ClusterNodes.node(0)),
                    new JsonObject(),
                    new DeliveryOptions().addHeader("action", "teleport")),
                Service.DEADLINE,
                "an answer to an unknown action");
    assertThat(refused.getMessage()).contains("invalid-options").contains("teleport");

    bus.publish(
        Addresses.NODES,
        new JsonObject()
            .put("name", "n9")
            .put("instance", "i")
            .put("member", "m")
            .put("max", "many")
            .put("mood", new JsonArray().add("new"))
            .put("version", "99"));
    Await.until(
        Service.DEADLINE,
        "a node of another version is known",
        () -> ClusterNodes.known(nodes.get(0).managementUrl()) == NODES + 1);
    bus.publish(
        Addresses.NODES,
        new JsonObject()
            .put("name", "n9")
            .put("instance", "i")
            .put("member", "m")
            .put("leaving", true));
    for (Service node : nodes) {
      ClusterNodes.awaitNodes(node.managementUrl(), NODES);
    }
  }
}
