package io.podbus.bench;

import io.podbus.process.Child;
import io.podbus.process.ChildSpawner;
import io.podbus.process.SpawnSpec;
import io.podbus.process.Stdio;
import io.podbus.process.UnsupportedPlatformException;
import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The one event loop from which everything is measured, the service's answers and the bare
/// client's pipes alike: what the driver itself costs is the same on both sides.
final class Driver implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final Context loop;
  private final ChildSpawner spawner;
  private final NetClient net;
  private final WebSocketClient webSockets;

  Driver() throws UnsupportedPlatformException {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    loop = vertx.getOrCreateContext();
    spawner = ChildSpawner.create(vertx);
    net = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    webSockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(16 << 20).setMaxMessageSize(16 << 20));
  }

  /// Does something on the loop and waits for what comes of it.
  <T> T run(String description, Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        work.get().onComplete(done);
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return Await.get(done.future(), LONGEST, description);
  }

  /// A kept-alive connection to the service. On the loop.
  Future<HttpConnection> connect(int port) {
    return net.connect(port, "127.0.0.1").map(HttpConnection::new);
  }

  /// A bare connection. On the loop.
  Future<NetSocket> socket(int port) {
    return net.connect(port, "127.0.0.1");
  }

  /// The bare podman client with pipes, spawned as the service spawns its own. On the loop.
  Future<Child> podman(List<String> arguments) {
    List<String> argv = new ArrayList<>(List.of("podman"));
    argv.addAll(arguments);
    return spawn(argv);
  }

  /// A WebSocket without a subprotocol. On the loop.
  Future<WebSocket> webSocket(int port) {
    return webSockets.connect(port, "127.0.0.1", "/");
  }

  /// Any program with pipes, spawned in the same way. On the loop.
  Future<Child> spawn(List<String> argv) {
    return spawner.spawn(
        new SpawnSpec(argv, System.getenv(), Path.of("").toAbsolutePath(), new Stdio.Pipes(true)));
  }

  @Override
  public void close() {
    Await.get(vertx.close(), LONGEST, "closing the driver");
  }
}
