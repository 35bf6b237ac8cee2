package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Clients that vanish.
class LostClientsIT extends ServiceTestBase {
  private Socket send(String request) throws IOException {
    return send(service.url(), request);
  }

  private static Socket send(String url, String request) throws IOException {
    URI uri = URI.create(url);
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket
        .getOutputStream()
        .write(request.replace("HOST", uri.getAuthority()).getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void cut(Socket socket, boolean reset) throws IOException {
    if (reset) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: HOST\r\n\r\n";
  }

  private static String post(String path, String mediaType, int length, String part) {
    return "POST %s HTTP/1.1\r\nHost: HOST\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, mediaType, length, part);
  }

  @Test
  void twoHundredOfThemLeaveNothing() throws IOException {
    String path = api.start(Api.shell("cat >/dev/null & while :; do echo tick; sleep 0.05; done"));
    String body =
        Api.run("sleep", "1000").put("labels", new JsonObject().put("left", "x")).encode();
    Map<String, Long> before = Resources.count();
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      clients.add(
          send(
              switch (i % 6) {
                case 0 -> get(path + "/events");
                case 1 -> get(path + "/events?delivery=latest");
                case 2 -> get(path + "/output?follow=true");
                case 3 -> post("/v1/sessions", "application/json", 1000, "{\"image\":");
                case 4 -> post(path + "/input", "application/octet-stream", 100_000, "half");
                default -> "GET /v1/sess";
              }));
    }
    for (int i = 0; i < 4; i++) {
      clients.add(send(post("/v1/sessions?wait=true", "application/json", body.length(), body)));
    }
    Await.until(
        Service.DEADLINE,
        "the four sessions run",
        () -> sessions("state=running&label=left%3Dx") == 4);
    for (int i = 0; i < clients.size(); i++) {
      cut(clients.get(i), i % 2 == 0);
    }
    Await.until(
        Service.DEADLINE,
        "the sessions that were for their clients are ended",
        () -> sessions("state=exited&label=left%3Dx") == 4);
    try {
      Await.until(
          Service.DEADLINE,
          "nothing is left of the clients",
          () -> noMoreThan(Resources.count(), before));
    } catch (AssertionError e) {
      throw new AssertionError("before " + before + ", now " + Resources.count(), e);
    }
    assertThat(api.session(path).getString("state")).isEqualTo("running");
    api.awaitOutput(path, "tick");
    api.close(path, 0);
  }

  @Test
  void thatTheyVanishIsNobodysFaultAndNotInTheLog() throws IOException {
    try (StateFolder state = new StateFolder();
        ServiceProcess logging = ServiceProcess.listening(state, Map.of())) {
      String path = logging.api().start(Api.run("sleep", "1000"));
      for (int i = 0; i < 20; i++) {
        String half =
            i % 2 == 0
                ? post("/v1/sessions", "application/json", 1000, "{\"image\":")
                : post(path + "/input", "application/octet-stream", 100_000, "half");
        cut(send(logging.url(), half), i % 4 < 2);
      }
      logging.api().close(path, 0);
      logging.signal("TERM");
      assertThat(logging.awaitEnd()).isZero();
      assertThat(logging.err()).doesNotContain("incident", "ERROR");
    }
  }

  private int sessions(String query) {
    return new JsonObject(api.get("/v1/sessions?" + query).body()).getJsonArray("sessions").size();
  }

  /// The test's own client keeps a few connections, each with two ends in this JVM.
  private static boolean noMoreThan(Map<String, Long> now, Map<String, Long> before) {
    return now.entrySet().stream()
        .allMatch(entry ->
            entry.getValue()
                <= before.getOrDefault(entry.getKey(), 0L)
                    + (entry.getKey().startsWith("socket:") ? 6 : 0));
  }
}
