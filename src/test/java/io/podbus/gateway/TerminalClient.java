package io.podbus.gateway;

import io.podbus.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A client of `…/terminal` that remembers what it was sent.
final class TerminalClient {
  private static final Duration SOON = Duration.ofSeconds(20);

  final List<Buffer> binary = new CopyOnWriteArrayList<>();
  final List<JsonObject> text = new CopyOnWriteArrayList<>();
  final WebSocket socket;

  /// Held, because one that nobody holds is closed with the next collection.
  private final WebSocketClient client;

  volatile boolean closed;

  private TerminalClient(WebSocketClient client, WebSocket socket) {
    this.client = client;
    this.socket = socket;
  }

  static TerminalClient connect(Vertx vertx, int port, String path, String... subprotocols) {
    WebSocketClient client = vertx.createWebSocketClient();
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(path)
            .setSubProtocols(List.of(subprotocols));
    return Await.get(
        client
            .connect(options)
            .map(socket -> {
              TerminalClient terminal = new TerminalClient(client, socket);
              socket.binaryMessageHandler(terminal.binary::add);
              socket.textMessageHandler(message -> terminal.text.add(new JsonObject(message)));
              socket.closeHandler(_ -> terminal.closed = true);
              return terminal;
            }),
        SOON,
        "a terminal");
  }

  /// The status with which the upgrade was refused.
  static int refused(Vertx vertx, int port, String path, String... subprotocols) {
    return Await.get(
        vertx
            .createWebSocketClient()
            .connect(
                new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI(path)
                    .setSubProtocols(List.of(subprotocols)))
            .map(_ -> 101)
            .recover(cause ->
                cause instanceof UpgradeRejectedException rejected
                    ? io.vertx.core.Future.succeededFuture(rejected.getStatus())
                    : io.vertx.core.Future.failedFuture(cause)),
        SOON,
        "an answer to the upgrade");
  }

  void send(JsonObject message) {
    Await.get(socket.writeTextMessage(message.encode()), SOON, "a message sent");
  }

  void send(Buffer message) {
    Await.get(socket.writeBinaryMessage(message), SOON, "a message sent");
  }

  /// Waits until the other side has all that was sent: its pong comes behind it.
  void awaitArrival() {
    Promise<Void> arrived = Promise.promise();
    socket.pongHandler(_ -> arrived.tryComplete());
    Await.get(
        socket.writePing(Buffer.buffer("there?")).compose(_ -> arrived.future()), SOON, "a pong");
  }

  /// The messages of this type.
  List<JsonObject> ofType(String type) {
    return text.stream().filter(message -> type.equals(message.getString("type"))).toList();
  }

  void awaitText(String type, int count) {
    Await.until(SOON, count + " messages " + type, () -> ofType(type).size() >= count);
  }

  void awaitClose(int code) {
    Await.until(SOON, "the connection closed", () -> closed);
    if (socket.closeStatusCode() != code) {
      throw new AssertionError(
          "closed with " + socket.closeStatusCode() + " " + socket.closeReason());
    }
  }
}
