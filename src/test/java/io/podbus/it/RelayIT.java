package io.podbus.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two nodes in this JVM: the output of a session of one, read at the other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayIT {
  private static final int NUMBERS = 200_000;
  private static final JsonObject SESSION =
      Api.run("cat").put("interactive", true).put("retainBytes", 16 * 1024 * 1024);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private StubPodman podman;
  private List<Service> nodes = List.of();

  @BeforeAll
  void start() {
    podman = StubPodman.running("exec sh -c 'read go; seq 1 " + NUMBERS + "; echo $go; cat'");
    nodes =
        new ClusterNodes(2, Map.of("PODBUS_PODMAN_PATH", podman.path().toString())).startHere(2);
  }

  @AfterAll
  void stop() {
    nodes.forEach(Service::close);
    podman.close();
    threads.shutdownNow();
  }

  private static String expected(String more) {
    StringBuilder numbers = new StringBuilder();
    for (int i = 1; i <= NUMBERS; i++) {
      numbers.append(i).append('\n');
    }
    return numbers + more;
  }

  private Service owner(String path) {
    String node = nodes.getFirst().api().session(path).getString("node");
    return nodes.get(node.equals(ClusterNodes.node(0)) ? 0 : 1);
  }

  private Service other(String path) {
    return owner(path) == nodes.get(0) ? nodes.get(1) : nodes.get(0);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(Service.DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void everyWayToReadGivesAtTheOtherNodeWhatTheSessionSays() throws Exception {
    String path = nodes.getFirst().api().start(SESSION);
    Api there = other(path).api();
    List<CompletableFuture<List<Event>>> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(CompletableFuture.supplyAsync(() -> there.events(path), threads));
    }
    CompletableFuture<byte[]> raw =
        CompletableFuture.supplyAsync(() -> there.bytes(path + "/output?follow=true"), threads);
    there.type(path, "go\n");
    JsonObject waited =
        new JsonObject(
            there.post(path + "/wait", new JsonObject().put("pattern", "^go$|\ngo\n")).body());
    assertThat(waited.getBoolean("matched")).as(waited.encode()).isTrue();
    there.input(path, new JsonObject().put("text", "more\n").put("eof", true));

    String all = expected("go\nmore\n");
    for (CompletableFuture<List<Event>> each : events) {
      assertThat(Event.text(get(each), "stdout")).isEqualTo(all);
    }
    assertThat(new String(get(raw), US_ASCII)).isEqualTo(all);
    assertThat(there.events(path)).isEqualTo(owner(path).api().events(path));
  }
}
