package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Clients that never read, read a byte a second, or reset their connection, in each way in which a
/// session can be read: the program and the others notice nothing of them.
class SlowClientsIT extends ServiceTestBase {
  private static final int NUMBERS = 2_000_000;
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  /// What is asked for, and with which headers.
  private static final Map<String, String> WAYS =
      Map.of(
          "/events", "",
          "/events?ansi=strip", "Accept-Encoding: gzip\r\n",
          "/events?delivery=latest", "",
          "/output?follow=true", "Accept: application/octet-stream\r\n",
          "/output?follow=true&ansi=strip", "Accept-Encoding: gzip\r\n",
          "/recording.cast?follow=true", "",
          "/terminal", UPGRADE,
          "/terminal?windowBytes=65536", UPGRADE + "Sec-WebSocket-Protocol: podbus.v1\r\n",
          "/terminal?delivery=latest", UPGRADE + "Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n");

  private enum Manner {
    NEVER_READS,
    A_BYTE_A_SECOND,
    RESETS
  }

  private Socket open(String target, String headers) throws IOException {
    URI uri = URI.create(service.url());
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024);
    socket.setSoTimeout((int) Service.DEADLINE.toMillis());
    socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
    String request =
        "GET " + target + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + headers + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void nobodyElseNoticesThem() throws Exception {
    String path =
        api.start(Api.shell("read go; seq 1 " + NUMBERS).put("retainBytes", 64 * 1024 * 1024));
    Map<String, Long> before = Resources.count();
    List<Socket> bad = new ArrayList<>();
    try (ScheduledExecutorService slowly = Executors.newSingleThreadScheduledExecutor()) {
      AtomicInteger served = new AtomicInteger();
      for (Map.Entry<String, String> way : WAYS.entrySet()) {
        for (Manner manner : Manner.values()) {
          Socket socket = open(path + way.getKey(), way.getValue());
          bad.add(socket);
          behave(socket, manner, slowly, served);
        }
      }
      CompletableFuture<byte[]> raw = CompletableFuture.supplyAsync(() -> follow(path));
      CompletableFuture<List<Event>> events = CompletableFuture.supplyAsync(() -> api.events(path));
      // A client that nobody holds is closed with the next collection.
      WebSocketClient client = service.vertx().createWebSocketClient();
      Future<Long> terminal = terminal(client, URI.create(service.url()), path);
      api.type(path, "go\n");

      byte[] expected = expected();
      assertThat(raw.get(Service.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(expected);
      assertThat(Event.text(events.get(Service.DEADLINE.toSeconds(), TimeUnit.SECONDS), "stdout"))
          .isEqualTo(new String(expected, StandardCharsets.US_ASCII));
      assertThat(Await.get(terminal, Service.DEADLINE, "the other terminal"))
          .isEqualTo(expected.length);
      Await.get(client.close(), Service.DEADLINE, "its client closed");
      assertThat(api.awaitEnd(path).getJsonObject("exit").getInteger("code")).isZero();
      Await.until(
          Service.DEADLINE,
          "each slow client has its bytes, one by one",
          () -> served.get() > 2 * WAYS.size());
      slowly.shutdownNow();
    }
    for (Socket socket : bad) {
      socket.close();
    }
    Await.until(
        Service.DEADLINE,
        "nothing is left of them",
        () -> Resources.count().get("socket:[") <= before.get("socket:[") + 8);
  }

  private static void behave(
      Socket socket, Manner manner, ScheduledExecutorService slowly, AtomicInteger served) {
    switch (manner) {
      case NEVER_READS -> {}
      case A_BYTE_A_SECOND ->
          slowly.scheduleAtFixedRate(() -> readOne(socket, served), 0, 1, TimeUnit.SECONDS);
      case RESETS -> slowly.schedule(() -> reset(socket), 200, TimeUnit.MILLISECONDS);
    }
  }

  private static void readOne(Socket socket, AtomicInteger served) {
    try {
      if (socket.getInputStream().read() >= 0) {
        served.incrementAndGet();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] follow(String path) {
    return api.bytes(path + "/output?follow=true");
  }

  /// How much output came over a WebSocket whose client reads.
  private static Future<Long> terminal(WebSocketClient client, URI uri, String path) {
    Promise<Long> closed = Promise.promise();
    long[] bytes = {0};
    client
        .connect(
            new WebSocketConnectOptions()
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(path + "/terminal")
                .addSubProtocol("podbus.v1"))
        .onFailure(closed::fail)
        .onSuccess(socket -> {
          socket.binaryMessageHandler((Buffer message) -> bytes[0] += message.length() - 9);
          socket.textMessageHandler(message -> {
            if (new JsonObject(message).getString("type").equals("gap")) {
              closed.tryFail("a gap: " + message);
            }
          });
          socket.closeHandler(_ -> closed.tryComplete(bytes[0]));
        });
    return closed.future();
  }

  private static byte[] expected() {
    StringBuilder numbers = new StringBuilder(NUMBERS * 8);
    for (int i = 1; i <= NUMBERS; i++) {
      numbers.append(i).append('\n');
    }
    return numbers.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
