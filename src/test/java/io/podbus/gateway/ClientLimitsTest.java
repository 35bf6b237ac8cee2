package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Action;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Problem;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// How much a client may hold open at the same time.
class ClientLimitsTest extends GatewayTestBase {
  private static final int STREAMS = 3;
  private static final int CONNECTIONS = 8;

  @Override
  GatewaySettings settings() {
    GatewaySettings usual = super.settings();
    return new GatewaySettings(
        usual.host(),
        usual.port(),
        usual.maxBodyBytes(),
        usual.maxHeaderBytes(),
        Duration.ofMillis(100),
        usual.patience(),
        new StreamLimits(STREAMS, 0, meters),
        new ConnectionLimits(CONNECTIONS, 1000, meters),
        usual.uploads());
  }

  private HttpClientResponse open(HttpClientAgent client, String path) {
    return Await.get(
        client
            .request(HttpMethod.GET, port, "127.0.0.1", path)
            .compose(request -> request.putHeader("Host", "localhost").send()),
        SOON,
        "a stream");
  }

  @Test
  void refusesOneStreamTooMany() {
    FakeSession session = session();
    String path = "/v1/sessions/" + session.id;
    HttpClientAgent client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(10));
    HttpClientResponse first = open(client, path + "/events");
    open(client, path + "/output?follow=true");
    TerminalClient terminal = TerminalClient.connect(vertx, port, path + "/terminal");
    terminal.awaitText("open", 1);
    assertThat(figure("podbus_http_streams")).isEqualTo(3);

    for (String other :
        List.of("/events", "/output?follow=true", "/recording.cast", "/output/stdout")) {
      HttpResponse<String> refused = get(path + other);
      assertThat(refused.statusCode()).as(other).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).contains("5");
      assertThat(refused.body()).contains("\"code\":\"rate-limited\"");
    }
    assertThat(TerminalClient.refused(vertx, port, path + "/terminal")).isEqualTo(429);
    assertThat(post(path + "/wait", "{\"exit\":true}").statusCode()).isEqualTo(429);
    assertThat(post("/v1/sessions?wait=true", RUN).statusCode()).isEqualTo(429);
    assertThat(fakes.asked(Action.CREATE)).as("refused before anything was made").isEmpty();
    assertThat(figure("podbus_http_streams_refused_total{limit=\"owner\"}")).isEqualTo(7);
    assertThat(get(path).statusCode()).as("what does not last").isEqualTo(200);

    Await.get(first.request().connection().close(), SOON, "one has gone");
    Await.until(SOON, "its place is free", () -> figure("podbus_http_streams") == 2);
    open(client, path + "/events");
    Await.get(terminal.socket.close(), SOON, "the terminal has gone");
    Await.until(SOON, "its place is free", () -> figure("podbus_http_streams") == 2);
    session.exit(0);
    Await.until(SOON, "both streams have ended", () -> figure("podbus_http_streams") == 0);
  }

  @Test
  void closesOneConnectionTooMany() {
    List<NetSocket> open = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      open.add(dial());
    }
    Await.until(SOON, "they are counted", () -> figure("podbus_http_connections") == CONNECTIONS);
    AtomicBoolean closed = new AtomicBoolean();
    Await.get(
        vertx
            .createNetClient()
            .connect(port, "127.0.0.1")
            // On its own loop, or it is closed before anybody looks.
            .map(socket -> socket.closeHandler(_ -> closed.set(true))),
        SOON,
        "one more");
    Await.until(SOON, "the next is closed", closed::get);
    assertThat(figure("podbus_http_connections_refused_total{limit=\"address\"}")).isEqualTo(1);
    assertThat(figure("podbus_http_connections")).isEqualTo(CONNECTIONS);

    Await.get(open.getFirst().close(), SOON, "one goes");
    Await.until(
        SOON, "its place is free", () -> figure("podbus_http_connections") == CONNECTIONS - 1);
    assertThat(get("/v1/sessions").statusCode()).isEqualTo(200);
  }

  @Test
  void countsAllTogetherToo() {
    StreamLimits limits = new StreamLimits(2, 3, meters);
    limits.enter("a");
    StreamLimits.Lease second = limits.enter("a");
    limits.enter("b");
    assertThat(code(() -> limits.enter("c"))).isEqualTo("rate-limited");
    assertThat(code(() -> limits.enter("a"))).isEqualTo("rate-limited");
    second.release();
    second.release();
    limits.enter("c");
    assertThat(code(() -> limits.enter("d"))).as("given back once").isEqualTo("rate-limited");

    ConnectionLimits connections = new ConnectionLimits(0, 1, meters);
    assertThat(connections.enter("x")).isTrue();
    assertThat(connections.enter("y")).isFalse();
    connections.leave("x");
    assertThat(connections.enter("y")).isTrue();
  }

  private static String code(Runnable call) {
    try {
      call.run();
      return "none";
    } catch (FailureException e) {
      return Problem.kind(e.failure()).code();
    }
  }

  private NetSocket dial() {
    Future<NetSocket> socket = vertx.createNetClient().connect(port, "127.0.0.1");
    return Await.get(socket, SOON, "a connection");
  }
}
