package io.podbus.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Three nodes, a process each: a session of one, read at the other two, of which one has a client
/// that does not read for a while.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayProcessesIT {
  /// 16 MiB, or 256.
  private static final int NUMBERS = Scale.of(2_200_000, 30_000_000);

  private static final long RELAY_BYTES = 4L << 20;

  private final List<StateFolder> folders = new ArrayList<>();
  private final List<ServiceProcess> nodes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private StubPodman podman;

  @BeforeAll
  void start() {
    podman = StubPodman.running("exec sh -c 'read go; seq 1 " + NUMBERS + "; cat'");
    ClusterNodes cluster =
        new ClusterNodes(
            3,
            Map.of(
                "PODBUS_PODMAN_PATH",
                podman.path().toString(),
                "PODBUS_JOURNAL_MAX_RETAIN_BYTES",
                Integer.toString(512 << 20)));
    for (int i = 0; i < 3; i++) {
      StateFolder folder = new StateFolder();
      folders.add(folder);
      nodes.add(ServiceProcess.listening(folder, cluster.settings(i)));
    }
    nodes.forEach(node -> ClusterNodes.awaitNodes(node.managementUrl(), 3));
  }

  @AfterAll
  void stop() {
    nodes.forEach(ServiceProcess::close);
    folders.forEach(StateFolder::close);
    podman.close();
    http.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String expectedSum() {
    MessageDigest digest = sha256();
    for (int i = 1; i <= NUMBERS; i++) {
      digest.update((i + "\n").getBytes(US_ASCII));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private InputStream follow(ServiceProcess node, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.url() + path + "/output?follow=true"))
            .header("Accept", "application/octet-stream")
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private static String sum(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[64 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static double figure(ServiceProcess node, String name) {
    return new Api(node.managementUrl())
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  @Test
  void aClientThatStandsStillAtOneNodeHoldsNobodyAndMissesNothing() throws Exception {
    String path =
        nodes
            .getFirst()
            .api()
            .start(Api.run("cat").put("interactive", true).put("retainBytes", 400 << 20));
    String at = nodes.getFirst().api().session(path).getString("node");
    List<ServiceProcess> others = new ArrayList<>(nodes);
    others.remove(Integer.parseInt(at.substring(1)));
    ServiceProcess reading = others.get(0);
    ServiceProcess standing = others.get(1);

    InputStream stands = follow(standing, path);
    InputStream reads = follow(reading, path);
    reading.api().input(path, new JsonObject().put("text", "go\n").put("eof", true));
    String expected = expectedSum();
    assertThat(sum(reads)).as("what the one that reads got").isEqualTo(expected);
    assertThat(reading.api().session(path).getJsonObject("exit").getInteger("code")).isZero();

    for (ServiceProcess node : nodes) {
      assertThat(figure(node, "podbus_relay_bytes")).isLessThanOrEqualTo(RELAY_BYTES);
      assertThat(node.err()).doesNotContain("OutOfMemoryError");
    }
    assertThat(figure(standing, "podbus_relayed_bytes_total"))
        .as("what came to the node of the one that does not read")
        .isBetween(1.0, 2.0 * RELAY_BYTES);
    assertThat(sum(stands)).as("what the one that stood still got").isEqualTo(expected);
    Await.until(
        Service.DEADLINE,
        "nothing is held for a session that nobody reads any more",
        () -> figure(standing, "podbus_relay_bytes") <= RELAY_BYTES);
  }
}
