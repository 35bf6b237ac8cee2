package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.config.HttpConfig;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Clients that keep a connection and do nothing with it, on real sockets, are cut; those that
/// wait, or are merely slow, are not.
class ClientPatienceTest extends GatewayTestBase {
  private static final Duration PATIENCE = Duration.ofMillis(600);
  private static final int BYTES_PER_SECOND = 100;
  private static final int EVERY_MS = 20;
  private static final String HEAD =
      "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  @Override
  HttpConfig.Patience patience() {
    return new HttpConfig.Patience(PATIENCE, PATIENCE, PATIENCE, BYTES_PER_SECOND);
  }

  /// A client that sends a text a few bytes at a time.
  private final class Dribbler {
    private final AtomicBoolean cut = new AtomicBoolean();
    private final Buffer received = Buffer.buffer();
    private final NetClient client = vertx.createNetClient();
    private int sent;

    Dribbler(String first, String text, int atOnce) {
      NetSocket socket =
          Await.get(client.connect(port, "127.0.0.1").map(this::listen), SOON, "a connection");
      Future<Void> _ = socket.write(first);
      vertx.setPeriodic(
          EVERY_MS,
          timer -> {
            int to = Math.min(text.length(), sent + atOnce);
            if (cut.get() || sent == to) {
              vertx.cancelTimer(timer);
              return;
            }
            Future<Void> _ = socket.write(text.substring(sent, to));
            sent = to;
          });
    }

    private NetSocket listen(NetSocket socket) {
      return socket.handler(this::keep).closeHandler(_ -> cut.set(true)).exceptionHandler(_ -> {});
    }

    private synchronized void keep(Buffer bytes) {
      received.appendBuffer(bytes);
    }

    synchronized String answer() {
      return received.toString();
    }

    void awaitCut() {
      Await.until(SOON, "the connection is closed", cut::get);
    }
  }

  private long cuts(String reason) {
    return figure("podbus_http_connections_cut_total{reason=\"%s\"}".formatted(reason));
  }

  @Test
  void cutsWhoNeverComesToTheEndOfARequestsHead() {
    Dribbler dribbler =
        new Dribbler("GET / HTTP/1.1\r\nHost: localhost\r\nX: ", "x".repeat(5000), 1);
    dribbler.awaitCut();
    assertThat(dribbler.answer()).isEmpty();
    assertThat(dribbler.sent).as("it went on until it was cut").isBetween(2, 4999);
    assertThat(cuts("header")).isEqualTo(1);
  }

  @Test
  void cutsWhoSaysNothingAtAll() {
    new Dribbler("", "", 1).awaitCut();
    assertThat(cuts("header")).isEqualTo(1);
  }

  @Test
  void cutsWhoKeepsAConnectionBehindAnAnswer() {
    Dribbler dribbler =
        new Dribbler("GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /".repeat(1000), 1);
    dribbler.awaitCut();
    assertThat(dribbler.answer()).startsWith("HTTP/1.1 404");
    assertThat(cuts("idle")).isEqualTo(1);
  }

  @Test
  void cutsABodyThatOnlyPretendsToCome() {
    Dribbler dribbler = new Dribbler(HEAD + "Content-Length: 5000\r\n\r\n{", " ".repeat(5000), 1);
    dribbler.awaitCut();
    assertThat(dribbler.answer()).isEmpty();
    assertThat(cuts("body")).isEqualTo(1);
  }

  @Test
  void takesABodyThatIsSlow() {
    String body = " ".repeat(900) + RUN;
    Dribbler slow = new Dribbler(HEAD + "Content-Length: " + body.length() + "\r\n\r\n", body, 10);
    Await.until(SOON, "it is answered", () -> slow.answer().startsWith("HTTP/1.1 201"));
    assertThat(cuts("body")).isZero();
  }

  @Test
  void letsQuietStreamsLive() {
    FakeSession session = session();
    String request = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String path = "GET /v1/sessions/" + session.id;
    Dribbler events = new Dribbler(path + "/events" + request, "", 1);
    Dribbler output = new Dribbler(path + "/output?follow=true" + request, "", 1);
    fakes.program = _ -> {};
    Dribbler waiting =
        new Dribbler(
            HEAD.replace("/sessions", "/sessions?wait=true")
                + "Content-Length: "
                + RUN.length()
                + "\r\n\r\n"
                + RUN,
            "",
            1);
    Dribbler measure = new Dribbler(HEAD + "Content-Length: 50\r\n\r\n{", " ".repeat(5000), 1);
    measure.awaitCut();
    Dribbler again = new Dribbler("", "", 1);
    again.awaitCut();
    assertThat(events.cut).isFalse();
    assertThat(output.cut).isFalse();
    assertThat(waiting.cut).isFalse();
    session.exit(0);
    Await.until(SOON, "its end", () -> events.answer().contains("event: exit"));
    assertThat(events.answer()).contains("\n:\n");
  }
}
