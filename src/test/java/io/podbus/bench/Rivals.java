package io.podbus.bench;

import io.podbus.process.Child;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Other ways to have a container's output over a socket, beside which the service is put:
/// `websocketd`, which makes a WebSocket of a command's pipes, and podman's own REST interface, to
/// which `podman --remote` attaches.
final class Rivals implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Driver driver;
  private final Settings settings;
  private final List<Process> started = new ArrayList<>();
  private final Path socket;

  Rivals(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.socket = settings.work().resolve("podman.sock");
  }

  /// Podman's interface, listening on a socket of its own.
  void startInterface() {
    start(List.of("podman", "system", "service", "--time=0", "unix://" + socket));
    Await.until(START, "podman's interface listens", () -> Files.exists(socket));
  }

  /// What the program writes, as the remote client of podman gets it from that interface.
  Future<Void> remote(List<String> run, Text.Sum sum) {
    List<String> arguments = new ArrayList<>(List.of("--remote", "--url", "unix://" + socket));
    arguments.addAll(run);
    Text.Meter meter = new Text.Meter();
    return driver
        .podman(arguments)
        .compose(child -> read(child, meter))
        .map(v -> {
          meter.require(sum);
          return v;
        });
  }

  private static Future<Void> read(Child child, Text.Meter meter) {
    Promise<Void> ended = Promise.promise();
    child.output().handler(bytes -> meter.take(bytes.getBytes(), 0, bytes.length()));
    child.output().endHandler(_ -> ended.complete());
    child.output().resume();
    child.errors().handler(_ -> {});
    child.errors().resume();
    return Future.all(ended.future(), child.exit()).mapEmpty();
  }

  /// A server that runs the bare client for each WebSocket.
  ///
  /// @return its port
  int startWebsocketd(List<String> run) {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "websocketd",
                "--address=127.0.0.1",
                "--port=" + port,
                "--binary",
                // It hands on nothing else; podman would not find its settings for this host.
                "--passenv=PATH,HOME,XDG_RUNTIME_DIR,CONTAINERS_CONF,DISABLE_HC_SYSTEMD",
                "podman"));
    command.addAll(run);
    start(command);
    Await.until(START, "websocketd listens", () -> listens(port));
    return port;
  }

  /// What the program writes, in the messages of a WebSocket.
  Future<Void> websocketd(int port, Text.Sum sum) {
    Text.Meter meter = new Text.Meter();
    return driver
        .webSocket(port)
        .compose(webSocket -> {
          Promise<Void> closed = Promise.promise();
          webSocket.handler((Buffer bytes) -> meter.take(bytes.getBytes(), 0, bytes.length()));
          webSocket.closeHandler(_ -> closed.tryComplete());
          // At the program's end it closes the connection without a word: whether all came is for
          // the
          // sum to say.
          webSocket.exceptionHandler(_ -> closed.tryComplete());
          return closed.future();
        })
        .map(v -> {
          meter.require(sum);
          return v;
        });
  }

  private static boolean listens(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(settings.work().resolve(command.getFirst() + ".log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      started.add(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Process process : started) {
      process.destroy();
      try {
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
