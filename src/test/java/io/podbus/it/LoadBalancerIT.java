package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.client.ClientOptions;
import io.podbus.client.EventStream;
import io.podbus.client.Follow;
import io.podbus.client.PodbusClient;
import io.podbus.client.SessionEvent;
import io.podbus.client.SessionRequest;
import io.podbus.client.WaitFor;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/compose/haproxy.cfg` in HAProxy, with one node behind it that is there and two that are
/// not: event streams, waits and WebSockets go through it, with TLS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadBalancerIT {
  @TempDir static Path work;

  private final Vertx vertx = Vertx.vertx();
  private final int port = Ports.free(1).getFirst();
  private StubPodman podman;
  private Service service;
  private Process balancer;
  private String token;
  private PemTrustOptions trust;
  private PodbusClient client;

  @BeforeAll
  void start() throws Exception {
    String said = Shell.run("deploy/compose/secrets.sh " + work.resolve("secrets"));
    token = said.lines().filter(line -> line.startsWith("podbus_")).findFirst().orElseThrow();
    podman = StubPodman.running("exec sh -c 'echo ready; cat'");
    service =
        Service.start(
            Map.of(
                "PODBUS_PODMAN_PATH",
                podman.path().toString(),
                "PODBUS_HTTP_BEHIND_PROXY",
                "true",
                "PODBUS_AUTH_TOKENS_FILE",
                work.resolve("secrets/tokens").toString()));
    balance();
    trust = new PemTrustOptions().addCertPath(work.resolve("secrets/cluster-ca.crt").toString());
    client =
        PodbusClient.http(
            vertx,
            URI.create("https://localhost:" + port),
            new HttpClientOptions().setTrustOptions(trust),
            ClientOptions.defaults().withToken(token));
    // Until it knows better, the balancer takes those that are not there for nodes.
    Await.until(
        Service.DEADLINE,
        "the balancer has missed two nodes",
        () -> log().contains("nodes/node2 is DOWN") && log().contains("nodes/node3 is DOWN"));
    Await.until(
        Service.DEADLINE,
        "the balancer has found the node",
        () -> {
          Future<?> asked = client.capabilities();
          Await.until(Service.DEADLINE, "an answer", asked::isComplete);
          return asked.succeeded();
        });
  }

  private void balance() throws IOException {
    List<Integer> nobody = Ports.free(2);
    String config =
        Files.readString(Path.of("deploy/compose/haproxy.cfg"))
            .replace("bind :8443", "bind 127.0.0.1:" + port)
            .replace("/run/secrets/", work.resolve("secrets") + "/")
            .replace("172.30.77.11:8080", URI.create(service.url()).getAuthority())
            .replace("172.30.77.12:8080", "127.0.0.1:" + nobody.get(0))
            .replace("172.30.77.13:8080", "127.0.0.1:" + nobody.get(1));
    Path file = Files.writeString(work.resolve("haproxy.cfg"), config);
    balancer =
        new ProcessBuilder("haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("haproxy.log").toFile())
            .start();
    Await.until(Service.DEADLINE, "the balancer listens", this::listens);
  }

  private boolean listens() {
    assertThat(balancer.isAlive()).as(this::log).isTrue();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(work.resolve("haproxy.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @AfterAll
  void stop() throws Exception {
    Await.get(client.close(), Service.DEADLINE, "the client closes");
    Await.get(vertx.close(), Service.DEADLINE, "Vert.x closes");
    balancer.destroy();
    assertThat(balancer.waitFor(1, TimeUnit.MINUTES)).isTrue();
    service.close();
    podman.close();
  }

  private static <T> T get(Future<T> future) {
    return Await.get(future, Service.DEADLINE, "an answer");
  }

  private String create() {
    SessionRequest cat =
        SessionRequest.run(Service.IMAGE, "cat").withTty(false).with("interactive", true);
    return get(client.create(cat)).id();
  }

  @Test
  void what_a_program_writes_comes_at_once_while_it_runs() {
    String id = create();
    EventStream<SessionEvent> events = get(client.follow(id, Follow.fromStart()));
    StringBuffer said = new StringBuffer();
    events.handler(event -> {
      if (event instanceof SessionEvent.Output output) {
        said.append(output.text());
      }
    });
    for (int i = 0; i < 5; i++) {
      String line = "line " + i + "\n";
      get(client.input(id, line));
      Await.until(Service.DEADLINE, line, () -> said.toString().endsWith(line));
    }
    get(client.waitFor(id, WaitFor.pattern("line 4").atMost(Service.DEADLINE)));
    get(client.close(id, Optional.of(Duration.ZERO)));
    get(events.ended());
  }

  @Test
  void a_websocket_goes_through() {
    String id = create();
    ClientWebSocket socket =
        vertx
            .createWebSocketClient(new WebSocketClientOptions().setTrustOptions(trust))
            .webSocket();
    StringBuffer said = new StringBuffer();
    StringBuffer told = new StringBuffer();
    // Before it is there: the first message may come with it.
    socket.binaryMessageHandler(bytes -> said.append(bytes.getString(9, bytes.length())));
    socket.textMessageHandler(told::append);
    get(
        socket.connect(
            new WebSocketConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setSsl(true)
                .setURI("/v1/sessions/" + id + "/terminal")
                .addSubProtocol("podbus.v1")
                .putHeader("Authorization", "Bearer " + token)));
    get(socket.writeTextMessage("{\"type\":\"input\",\"text\":\"typed\\n\",\"eof\":true}"));
    Await.until(Service.DEADLINE, "the end", () -> told.indexOf("\"exit\"") >= 0);
    assertThat(said).contains("ready\n").contains("typed\n");
    // Before the end there is no code to ask for.
    Await.until(Service.DEADLINE, "it is closed", socket::isClosed);
    assertThat(socket.closeStatusCode()).isEqualTo((short) 1000);
  }
}
