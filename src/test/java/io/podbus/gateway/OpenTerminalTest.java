package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.gateway.terminal.TerminalConnection;
import io.podbus.ops.Meters;
import io.podbus.ops.trace.Tracer;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The WebSocket of a session, with the session as a fake.
class OpenTerminalTest extends GatewayTestBase {
  private static final String PODBUS = "podbus.v1";
  private static final String CHANNELS = "v5.channel.k8s.io";

  private Duration heartbeat = Duration.ofMinutes(1);

  /// The gateway first, as the service does it: two ends that close at the same moment wait for
  /// each other.
  @AfterEach
  void undeployGateway() {
    Await.get(vertx.undeploy(deployment), SOON, "the gateway closed");
  }

  @Test
  void saysGoodByeWhenTheServiceGoes() {
    TerminalClient client = open(session(), "", PODBUS);
    client.awaitText("open", 1);
    Await.get(vertx.undeploy(deployment), SOON, "the gateway closed");
    client.awaitClose(1001);
    redeploy();
  }

  /// Pings are for the test that is about them: where nothing runs for a while, a client is not
  /// deaf.
  @Override
  GatewaySettings settings() {
    GatewaySettings usual = super.settings();
    return new GatewaySettings(
        usual.host(),
        usual.port(),
        usual.maxBodyBytes(),
        usual.maxHeaderBytes(),
        heartbeat,
        usual.patience(),
        usual.streams(),
        usual.connections(),
        usual.uploads());
  }

  private void redeploy() {
    gateway =
        new GatewayVerticle(
            settings(),
            GatewayTestBase.everybody(),
            draining::get,
            System::nanoTime,
            new Meters(),
            Tracer.off(_ -> {}));
    deployment = Await.get(vertx.deployVerticle(gateway), SOON, "another gateway");
    port = Await.get(gateway.port(), SOON, "its port");
  }

  private static String path(FakeSession session) {
    return "/v1/sessions/" + session.id + "/terminal";
  }

  private TerminalClient open(FakeSession session, String query, String... subprotocols) {
    return TerminalClient.connect(vertx, port, path(session) + query, subprotocols);
  }

  @Test
  void showsTheJournalAsFramesAndEndsWithTheSession() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "out");
    session.write(StreamName.STDERR, "err");
    session.resized(40, 120);
    TerminalClient client = open(session, "", PODBUS);
    assertThat(client.socket.subProtocol()).isEqualTo(PODBUS);
    client.awaitText("resize", 1);
    session.write(StreamName.TTY, Buffer.buffer(new byte[] {0, (byte) 0xff}), false);
    session.exit(7);
    client.awaitClose(1000);
    assertThat(client.binary).hasSize(3);
    assertThat(client.binary.get(0).getBytes())
        .isEqualTo(
            Buffer.buffer().appendByte((byte) 1).appendLong(1).appendString("out").getBytes());
    assertThat(client.binary.get(1).getBytes())
        .isEqualTo(
            Buffer.buffer().appendByte((byte) 2).appendLong(2).appendString("err").getBytes());
    assertThat(client.binary.get(2).getBytes())
        .isEqualTo(
            Buffer.buffer()
                .appendByte((byte) 3)
                .appendLong(4)
                .appendByte((byte) 0)
                .appendByte((byte) 0xff)
                .getBytes());
    assertThat(client.text.stream().map(message -> message.getString("type")))
        .containsExactly("open", "state", "resize", "exit");
    assertThat(client.ofType("resize").getFirst().getInteger("cols")).isEqualTo(120);
    assertThat(client.ofType("exit").getFirst().getInteger("code")).isEqualTo(7);
    assertThat(client.ofType("exit").getFirst().getLong("seq")).isEqualTo(5);
  }

  @Test
  void resumesAtASeqAndSaysWhatIsMissing() {
    FakeSession session = session();
    for (int i = 0; i < 5; i++) {
      session.write(StreamName.STDOUT, "line " + i);
    }
    TerminalClient resumed = open(session, "?from=4", PODBUS);
    Await.until(SOON, "the two last lines", () -> resumed.binary.size() == 2);
    assertThat(resumed.binary.getFirst().getLong(1)).isEqualTo(4);
    session.forget(3);
    TerminalClient late = open(session, "?from=1", PODBUS);
    late.awaitText("gap", 1);
    assertThat(late.ofType("gap").getFirst().getLong("fromSeq")).isEqualTo(1);
    assertThat(late.ofType("gap").getFirst().getLong("toSeq")).isEqualTo(2);
    TerminalClient now = open(session, "?from=end", PODBUS);
    now.awaitText("open", 1);
    session.write(StreamName.STDOUT, "new");
    Await.until(SOON, "the new line", () -> now.binary.size() == 1);
    assertThat(now.binary.getFirst().getLong(1)).isEqualTo(6);
  }

  @Test
  void refusesBeforeTheUpgradeWhatCannotBe() {
    FakeSession session = session();
    String path = path(session);
    assertThat(TerminalClient.refused(vertx, port, path + "?from=99", PODBUS)).isEqualTo(416);
    assertThat(TerminalClient.refused(vertx, port, path + "?from=x", PODBUS)).isEqualTo(400);
    assertThat(TerminalClient.refused(vertx, port, path + "?x=1", PODBUS)).isEqualTo(400);
    assertThat(TerminalClient.refused(vertx, port, path, "v1.unheard.of")).isEqualTo(400);
    assertThat(
            TerminalClient.refused(
                vertx, port, "/v1/sessions/00000000000000000000000000/terminal", PODBUS))
        .isEqualTo(404);
    JsonObject problem = assertProblem(get(path), 400, "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/headers/Upgrade");
  }

  @Test
  void refusesPagesOfOtherOrigins() throws IOException {
    FakeSession session = session();
    for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
      assertThat(upgrade(path(session), "Origin: " + origin)).startsWith("HTTP/1.1 403 ");
    }
    assertThat(upgrade(path(session), "Origin: http://localhost:" + port))
        .startsWith("HTTP/1.1 101 ");
  }

  @Test
  void passesInputOnInOrderAndSaysWhatWasTaken() {
    FakeSession session = session();
    List<Runnable> held = new CopyOnWriteArrayList<>();
    fakes.takeInput = held::add;
    TerminalClient client = open(session, "", PODBUS);
    client.send(Buffer.buffer("a"));
    Await.until(SOON, "the first input", () -> held.size() == 1);
    client.send(Buffer.buffer("b"));
    client.send(Buffer.buffer("c"));
    client.send(new JsonObject().put("type", "input").put("text", "d").put("id", "k1"));
    client.send(Buffer.buffer("e"));
    client.awaitArrival();
    held.removeFirst().run();
    client.awaitText("taken", 1);
    Await.until(SOON, "what had queued up, together", () -> held.size() == 1);
    assertThat(session.input.toString()).isEqualTo("abc");
    held.removeFirst().run();
    Await.until(SOON, "the typed one", () -> held.size() == 1);
    held.removeFirst().run();
    Await.until(SOON, "the last one", () -> held.size() == 1);
    held.removeFirst().run();
    client.awaitText("taken", 4);
    assertThat(session.input.toString()).isEqualTo("abce");
    assertThat(client.ofType("taken").stream().map(one -> one.getLong("bytes")))
        .containsExactly(1L, 3L, 3L, 4L);
    assertThat(client.ofType("taken").get(2).getString("id")).isEqualTo("k1");
    JsonObject typed =
        fakes.asked(Action.INPUT).stream().filter(one -> one.containsKey("body")).findFirst().get();
    assertThat(typed.getString("idempotencyKey")).isEqualTo("k1");
    assertThat(typed.getJsonObject("body")).isEqualTo(new JsonObject().put("text", "d"));
  }

  @Test
  void doesNotReadAClientWhoseInputIsNotTaken() {
    FakeSession session = session();
    List<Runnable> held = new CopyOnWriteArrayList<>();
    fakes.takeInput = held::add;
    TerminalClient client = open(session, "", PODBUS);
    Buffer message = Buffer.buffer(new byte[64 * 1024]);
    List<io.vertx.core.Future<Void>> sent = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sent.add(client.socket.writeBinaryMessage(message));
    }
    Await.until(SOON, "the first input", () -> held.size() == 1);
    // 25 MiB do not fit into two sockets and the queue.
    assertThat(sent.getLast().isComplete()).isFalse();
    fakes.takeInput = Runnable::run;
    held.removeFirst().run();
    Await.get(sent.getLast(), SOON, "all of it sent");
    Await.until(
        SOON,
        "all of it taken",
        () -> {
          synchronized (session.input) {
            return session.input.length() == 400 * 64 * 1024;
          }
        });
    assertThat(session.inputSizes).allMatch(size -> size <= 64 * 1024);
  }

  @Test
  void signalsPassInputThatIsNotTaken() {
    FakeSession session = session();
    fakes.takeInput = _ -> {};
    TerminalClient client = open(session, "", PODBUS);
    client.send(Buffer.buffer("never read"));
    client.send(Buffer.buffer("nor this"));
    client.send(new JsonObject().put("type", "signal").put("signal", "SIGINT").put("id", "s"));
    client.send(new JsonObject().put("type", "resize").put("rows", 40).put("cols", 120));
    client.awaitText("done", 1);
    assertThat(client.ofType("done").getFirst().getString("id")).isEqualTo("s");
    assertThat(fakes.asked(Action.SIGNAL).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("signal", "SIGINT"));
    Await.until(SOON, "the resize", () -> !fakes.asked(Action.RESIZE).isEmpty());
    assertThat(fakes.asked(Action.RESIZE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("rows", 40).put("cols", 120));
  }

  @Test
  void tellsWhatWasRefusedAndGoesOn() {
    FakeSession session = session();
    TerminalClient client = open(session, "", PODBUS);
    fakes.refusal =
        action ->
            action == Action.INPUT
                ? new Failure.InputClosed("closed")
                : action == Action.RESIZE ? new Failure.NotATerminal("none") : null;
    client.send(Buffer.buffer("x"));
    client.send(
        new JsonObject().put("type", "resize").put("rows", 1).put("cols", 1).put("id", "r"));
    client.awaitText("error", 2);
    List<JsonObject> errors = client.ofType("error");
    assertThat(errors.stream().map(error -> error.getString("request")))
        .containsExactlyInAnyOrder("input", "resize");
    for (JsonObject error : errors) {
      boolean input = error.getString("request").equals("input");
      assertThat(error.getJsonObject("problem").getString("code"))
          .isEqualTo(input ? "input-closed" : "not-a-terminal");
      assertThat(error.getString("id")).isEqualTo(input ? null : "r");
    }
    fakes.refusal = _ -> null;
    client.send(Buffer.buffer("y"));
    client.awaitText("taken", 1);
    session.exit(0);
    client.awaitClose(1000);
  }

  @Test
  void closesOnWhatItDoesNotKnow() {
    closes(PODBUS, client -> client.socket.writeTextMessage("{"), 1007);
    closes(PODBUS, client -> client.socket.writeTextMessage("[1]"), 1007);
    closes(PODBUS, client -> client.socket.writeTextMessage("{\"type\":\"dance\"}"), 1003);
    closes(PODBUS, client -> client.socket.writeTextMessage("{\"type\":7}"), 1003);
    closes(PODBUS, client -> client.socket.writeTextMessage("{\"type\":\"ack\"}"), 1003);
    closes(CHANNELS, client -> client.socket.writeTextMessage("text"), 1003);
    closes(CHANNELS, client -> client.socket.writeBinaryMessage(Buffer.buffer("\u0001x")), 1003);
    closes(CHANNELS, client -> client.socket.writeBinaryMessage(Buffer.buffer("\u0004x")), 1007);
    closes(CHANNELS, client -> client.socket.writeBinaryMessage(Buffer.buffer("\u0004{}")), 1007);
    closes(
        CHANNELS,
        client -> client.socket.writeBinaryMessage(Buffer.buffer(new byte[] {(byte) 255})),
        1003);
    Buffer large = Buffer.buffer(new byte[TerminalConnection.MAX_MESSAGE_BYTES + 1]);
    closes(PODBUS, client -> client.socket.writeBinaryMessage(large), 1009);
    closes(
        PODBUS,
        client ->
            client.socket.writeFrame(io.vertx.core.http.WebSocketFrame.binaryFrame(large, true)),
        1009);
  }

  private void closes(String protocol, java.util.function.Consumer<TerminalClient> act, int code) {
    FakeSession session = session();
    TerminalClient client = open(session, "", protocol);
    act.accept(client);
    client.awaitClose(code);
    Await.until(SOON, "its reader ended", () -> session.readersWaiting() == 0 || !session.ended());
    session.exit(0);
  }

  @Test
  void channelsOfKubernetes() {
    FakeSession session = session();
    session.write(StreamName.STDOUT, "out");
    session.write(StreamName.STDERR, "err");
    session.write(StreamName.TTY, "tty");
    TerminalClient client = open(session, "", "v9.other", CHANNELS, "v4.channel.k8s.io");
    assertThat(client.socket.subProtocol()).isEqualTo(CHANNELS);
    client.send(Buffer.buffer("\u0000typed"));
    client.send(Buffer.buffer("\u0000"));
    client.send(Buffer.buffer("\u0004{\"Width\":120,\"Height\":40}"));
    client.send(Buffer.buffer("\u0004{\"Width\":0,\"Height\":0}"));
    client.send(Buffer.buffer("\u0004{\"width\":121,\"height\":41}"));
    client.send(Buffer.buffer(new byte[] {(byte) 255, 0}));
    Await.until(SOON, "the end of input", () -> fakes.asked(Action.INPUT).size() == 2);
    Await.until(SOON, "the size", () -> fakes.asked(Action.RESIZE).size() == 2);
    assertThat(session.input.toString()).isEqualTo("typed");
    assertThat(fakes.asked(Action.INPUT).get(1).getJsonObject("body"))
        .isEqualTo(new JsonObject().put("eof", true));
    assertThat(fakes.asked(Action.RESIZE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("rows", 40).put("cols", 120));
    assertThat(fakes.asked(Action.RESIZE).getLast().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("rows", 41).put("cols", 121));
    session.exit(7);
    client.awaitClose(1000);
    assertThat(client.binary.stream().map(Buffer::toString).limit(4))
        .containsExactly("\u0001", "\u0001out", "\u0002err", "\u0001tty");
    Buffer last = client.binary.getLast();
    assertThat(last.getByte(0)).isEqualTo((byte) 3);
    JsonObject status = new JsonObject(last.slice(1, last.length()));
    assertThat(status.getString("status")).isEqualTo("Failure");
    assertThat(status.getString("reason")).isEqualTo("NonZeroExitCode");
    assertThat(status.getJsonObject("details").getJsonArray("causes").getJsonObject(0))
        .isEqualTo(new JsonObject().put("reason", "ExitCode").put("message", "7"));
    assertThat(client.text).isEmpty();
  }

  @Test
  void channelsEndWithSuccessOrAtAGap() {
    FakeSession session = session();
    TerminalClient client = open(session, "", CHANNELS);
    session.exit(0);
    client.awaitClose(1000);
    Buffer last = client.binary.getLast();
    assertThat(new JsonObject(last.slice(1, last.length())).getString("status"))
        .isEqualTo("Success");

    FakeSession other = session();
    other.write(StreamName.STDOUT, "shown");
    TerminalClient behind = open(other, "", CHANNELS);
    Await.until(SOON, "the first output", () -> behind.binary.size() == 2);
    other.forgetNext();
    other.write(StreamName.STDOUT, "behind the gap");
    behind.awaitClose(4410);
    assertThat(behind.binary.getLast().toString()).contains("\"code\":410").startsWith("\u0003");
  }

  @Test
  void sendsNoMoreThanTheWindowBeforeItIsAcknowledged() {
    FakeSession session = session();
    TerminalClient client = open(session, "?windowBytes=1000", PODBUS);
    client.awaitText("state", 1);
    session.write(StreamName.STDOUT, Buffer.buffer(new byte[600]), false);
    Await.until(SOON, "the first", () -> client.binary.size() == 1);
    session.write(StreamName.STDOUT, Buffer.buffer(new byte[600]), false);
    Await.until(SOON, "the second", () -> client.binary.size() == 2);
    session.write(StreamName.STDOUT, Buffer.buffer(new byte[600]), false);
    Await.until(SOON, "the reader stands still", () -> session.readersWaiting() == 0);
    assertThat(client.binary).hasSize(2);
    client.send(new JsonObject().put("type", "ack").put("seq", 1));
    Await.until(SOON, "the third", () -> client.binary.size() == 3);
  }

  @Test
  void theWindowHoldsForWhatWasThereBeforeToo() {
    FakeSession session = session();
    for (int i = 0; i < 20; i++) {
      session.write(StreamName.STDOUT, Buffer.buffer(new byte[600]), false);
    }
    TerminalClient client = open(session, "?windowBytes=1000", PODBUS);
    Await.until(SOON, "the first two", () -> client.binary.size() == 2);
    Await.until(SOON, "the reader stands still", () -> session.readersWaiting() == 0);
    assertThat(client.binary).hasSize(2);
    client.send(new JsonObject().put("type", "ack").put("seq", 1));
    Await.until(SOON, "the third", () -> client.binary.size() == 3);
    client.send(new JsonObject().put("type", "ack").put("seq", 3));
    Await.until(SOON, "two more", () -> client.binary.size() == 5);
  }

  @Test
  void theLargestRecordComesToAClientWithTheUsualLimits() {
    FakeSession session = session();
    TerminalClient client = open(session, "", PODBUS);
    session.write(StreamName.STDOUT, Buffer.buffer(new byte[64 * 1024]), false);
    Await.until(SOON, "the record", () -> client.binary.size() == 1 || client.closed);
    assertThat(client.binary).singleElement().returns(9 + 64 * 1024, Buffer::length);
  }

  @Test
  void aBlockReaderKeepsItsPlaceWhenItsClientGoes() {
    FakeSession session = session();
    TerminalClient client = open(session, "?delivery=block&reader=me", PODBUS);
    client.awaitText("open", 1);
    assertThat(client.ofType("open").getFirst().getString("reader")).isEqualTo("me");
    assertThat(client.socket.headers().get("Podbus-Reader")).isEqualTo("me");
    Await.get(client.socket.close(), SOON, "closed");
    Await.until(SOON, "the release", () -> !fakes.asked(Action.RELEASE).isEmpty());
    assertThat(fakes.asked(Action.RELEASE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("reader", "me").put("detached", true));
  }

  @Test
  void pingsAndGivesUpAClientThatIsSilent() throws IOException {
    heartbeat = Duration.ofMillis(100);
    Await.get(vertx.undeploy(deployment), SOON, "the gateway closed");
    redeploy();
    FakeSession session = session();
    try (Socket socket = connect()) {
      sendRaw(socket, request(path(session), "Sec-WebSocket-Protocol: " + PODBUS));
      byte[] all = socket.getInputStream().readAllBytes();
      int pings = 0;
      for (int i = 0; i + 1 < all.length; i++) {
        pings += all[i] == (byte) 0x89 && all[i + 1] == 0 ? 1 : 0;
      }
      assertThat(pings).isBetween(2, 6);
      assertThat(new String(all, java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("Nothing has been heard");
    }
    Await.until(SOON, "its reader ended", () -> session.readersWaiting() == 0);
  }

  @Test
  void aClientThatDoesNotReadCostsACursor() throws IOException {
    FakeSession session = session();
    try (Socket socket = connect()) {
      sendRaw(socket, request(path(session)));
      Await.until(SOON, "its reader", () -> session.readersWaiting() == 1);
      for (int i = 0; i < 500; i++) {
        session.write(StreamName.STDOUT, Buffer.buffer(new byte[64 * 1024]), false);
      }
      TerminalClient other = open(session, "?from=end", PODBUS);
      other.awaitText("open", 1);
      session.write(StreamName.STDOUT, "still quick");
      Await.until(SOON, "the other client", () -> !other.binary.isEmpty());
      long asked =
          session.reads.stream()
              .mapToLong(read -> read.from() instanceof From.Seq(long seq) ? seq : 0)
              .max()
              .orElse(0);
      assertThat(session.reads.size()).isLessThan(200);
      assertThat(asked).isLessThanOrEqualTo(502);
    }
  }

  private String upgrade(String path, String... headers) throws IOException {
    try (Socket socket = connect()) {
      sendRaw(socket, request(path, headers));
      byte[] head = socket.getInputStream().readNBytes(100);
      return new String(head, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  private String request(String path, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(
        List.of(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    return getRaw(path, all.toArray(String[]::new))
        .replace("Host: localhost", "Host: localhost:" + port);
  }
}
