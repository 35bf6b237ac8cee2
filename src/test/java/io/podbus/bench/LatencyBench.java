package io.podbus.bench;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// From the `write` of a line to its byte at an SSE reader, while nothing else happens and while
/// other sessions write and are read.
final class LatencyBench {
  private static final double IDLE_TARGET = 0.5;
  private static final double BUSY_TARGET = 10;
  private static final int LINE = 64;
  private static final int BUSY_BLOCK = 4000;
  private static final double BUSY_RATE = 100_000;
  private static final long EVERY_NANOS = 2_000_000;

  private final Settings settings;
  private final Driver driver;
  private final int busy;
  private final int warmUp;
  private final int lines;

  LatencyBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.busy = settings.quick() ? 20 : 100;
    this.warmUp = settings.quick() ? 500 : 5000;
    this.lines = settings.quick() ? 300 : 5000;
  }

  void measure(Report report) {
    try (Service service =
        Service.start(
            settings,
            "latency",
            Map.of(
                "PODBUS_PODMAN_PATH", StampedPipe.podman(settings).toString(),
                "PODBUS_SESSIONS_MAX", Integer.toString(busy + 10)))) {
      report.table(
          "From a write to the byte of an SSE reader",
          "other sessions",
          "p50",
          "p99",
          "most",
          "target");
      Samples idle = lines(service, "line-idle");
      row(report, "none", idle, verdict("p50", idle.median(), IDLE_TARGET));
      Samples loaded = underLoad(service);
      row(
          report,
          "%d, %.0f KB/s each, each with an SSE reader".formatted(busy, BUSY_RATE / 1000),
          loaded,
          verdict("p99", loaded.millis(0.99), BUSY_TARGET));
      report.note(
          "%,d lines of %d bytes, one every %d ms, after %,d that do not count. The reader is a thread that waits in `read`."
              .formatted(lines, LINE, EVERY_NANOS / 1_000_000, warmUp));
    }
  }

  private static String verdict(String what, double millis, double target) {
    return String.format(
        Locale.ROOT, "%s ≤ %s ms: %s", what, target, millis <= target ? "met" : "**missed**");
  }

  private static void row(Report report, String name, Samples samples, String verdict) {
    report.row(
        name,
        Report.millis(samples.median()),
        Report.millis(samples.millis(0.99)),
        Report.millis(samples.most()),
        verdict);
  }

  private Samples underLoad(Service service) {
    HttpConnection control = driver.run("connecting", () -> driver.connect(service.port()));
    List<String> ids = new ArrayList<>();
    List<StampedPipe> pipes = new ArrayList<>();
    for (int i = 0; i < busy; i++) {
      String program = "busy-" + i;
      JsonObject body = Client.run(settings, settings.image(), "write", program);
      String id = driver.run("a busy session", () -> Client.created(control, body));
      ids.add(id);
      pipes.add(StampedPipe.open(settings, program, BUSY_BLOCK));
      driver.run("its reader", () -> follow(service, id));
    }
    int[] turn = {0};
    long every = (long) (BUSY_BLOCK / BUSY_RATE / busy * 1e9);
    try (Pace _ = new Pace("busy", every, () -> pipes.get(turn[0]++ % busy).write())) {
      return lines(service, "line-busy");
    } finally {
      pipes.forEach(StampedPipe::close);
      ids.forEach(id -> driver.run("ending", () -> control.ask(Client.delete(id), 200)));
    }
  }

  private Future<Void> follow(Service service, String id) {
    return driver
        .connect(service.port())
        .map(connection -> {
          Future<Integer> _ = connection.send(Client.events(id), (_, _, _) -> {});
          return null;
        });
  }

  private Samples lines(Service service, String program) {
    HttpConnection control = driver.run("connecting", () -> driver.connect(service.port()));
    JsonObject body = Client.run(settings, settings.image(), "write", program);
    String id = driver.run("a session", () -> Client.created(control, body));
    Samples samples = new Samples();
    AtomicInteger read = new AtomicInteger();
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (StampedPipe pipe = StampedPipe.open(settings, program, LINE);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      Thread reader =
          new Thread(() -> read(socket, id, samples, read, failure), "reader of " + program);
      reader.setDaemon(true);
      reader.start();
      int total = warmUp + lines;
      int[] written = {0};
      try (Pace _ =
          new Pace(
              program,
              EVERY_NANOS,
              () -> {
                if (written[0]++ < total) {
                  pipe.write();
                }
              })) {
        Await.until(
            Duration.ofMinutes(2),
            "all lines are read",
            () -> read.get() == total || failure.get() != null);
      }
      if (read.get() != total) {
        throw new IllegalStateException("the reader failed", failure.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    driver.run("ending", () -> control.ask(Client.delete(id), 200));
    return samples;
  }

  private void read(
      Socket socket,
      String id,
      Samples samples,
      AtomicInteger read,
      AtomicReference<Exception> failure) {
    try {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(Client.events(id).getBytes());
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[64 * 1024];
      StampedPipe.Reader stamps =
          new StampedPipe.Reader(age -> {
            if (read.get() >= warmUp) {
              samples.add(age);
            }
            read.incrementAndGet();
          });
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        stamps.take(bytes, 0, count);
      }
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }
}
