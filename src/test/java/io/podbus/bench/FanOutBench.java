package io.podbus.bench;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One session to many SSE readers: at a rate of which all of them together get 100 MB a second,
/// and as fast as it goes. All readers are with `block`, so that nobody is left out.
final class FanOutBench {
  private static final int BLOCK = 16 * 1024;
  private static final double TOTAL = 100e6;

  private final Settings settings;
  private final Driver driver;
  private final List<Integer> counts;
  private final int warmUpMillis;
  private final int millis;
  private int programs;

  FanOutBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.counts = settings.quick() ? List.of(1, 10, 100) : List.of(1, 10, 100, 1000);
    this.warmUpMillis = settings.quick() ? 300 : 2000;
    this.millis = settings.quick() ? 700 : 5000;
  }

  /// What came out of one run. Written to on the driver's loop.
  private static final class Counted {
    Samples ages = new Samples();

    void begin() {
      ages = new Samples();
    }
  }

  private record Result(double seconds, Samples ages, double service, double driver) {
    double bytes() {
      return (double) ages.count() * BLOCK;
    }
  }

  void measure(Report report) {
    try (Service service =
        Service.start(
            settings,
            "fanout",
            Map.of("PODBUS_PODMAN_PATH", StampedPipe.podman(settings).toString()))) {
      report.table(
          "One session to many SSE readers",
          "readers",
          "rate",
          "delivered",
          "write → reader, p50",
          "p99",
          "CPU of the service per delivered MB",
          "cores: service",
          "client and writer");
      for (boolean paced : List.of(true, false)) {
        for (int readers : counts) {
          row(report, readers, paced, run(service, readers, paced));
        }
      }
      report.note(
          ("Blocks of %d KiB, %.1f s each after %.1f s that do not count; output counts, not what SSE"
                  + " adds to it. The client is one event loop that looks for the stamps in the blocks;"
                  + " it and the writer are one process.")
              .formatted(BLOCK / 1024, millis / 1000.0, warmUpMillis / 1000.0));
    }
  }

  private static void row(Report report, int readers, boolean paced, Result result) {
    report.row(
        String.format(Locale.ROOT, "%,d", readers),
        paced ? "100 MB/s in all" : "saturation",
        String.format(Locale.ROOT, "%.0f MB/s", result.bytes() / 1e6 / result.seconds()),
        Report.millis(result.ages().median()),
        Report.millis(result.ages().millis(0.99)),
        String.format(Locale.ROOT, "%.2f ms", result.service() * 1000 / (result.bytes() / 1e6)),
        Report.ratio(result.service() / result.seconds()),
        Report.ratio(result.driver() / result.seconds()));
  }

  private Result run(Service service, int readers, boolean paced) {
    String program = "fan-" + programs++;
    HttpConnection control = driver.run("connecting", () -> driver.connect(service.port()));
    JsonObject body = Client.run(settings, settings.image(), "write", program);
    String id = driver.run("a session", () -> Client.created(control, body));
    Counted counted = new Counted();
    List<HttpConnection> connections = new ArrayList<>();
    try (StampedPipe pipe = StampedPipe.open(settings, program, BLOCK)) {
      for (int i = 0; i < readers; i++) {
        connections.add(driver.run("a reader", () -> follow(service, id, counted)));
      }
      long every = paced ? (long) (BLOCK * 1e9 * readers / TOTAL) : 0;
      try (Pace _ = new Pace(program, every, pipe::write)) {
        return measure(service, counted);
      }
    } finally {
      driver.run("ending", () -> control.ask(Client.delete(id), 200));
      connections.add(control);
      driver.run(
          "closing", () -> Future.all(connections.stream().map(HttpConnection::close).toList()));
    }
  }

  private Future<HttpConnection> follow(Service service, String id, Counted counted) {
    return driver
        .connect(service.port())
        .map(connection -> {
          Future<Integer> _ =
              connection.send(
                  Client.blockingEvents(id), new StampedPipe.Reader(age -> counted.ages.add(age)));
          return connection;
        });
  }

  private Result measure(Service service, Counted counted) {
    Pace.letRun(warmUpMillis);
    driver.run("beginning", () -> done(counted::begin));
    long own = ProcessHandle.current().pid();
    long cpu = service.cpuNanos();
    long ownCpu = Service.cpuNanos(own);
    long began = System.nanoTime();
    Pace.letRun(millis);
    Samples[] ages = new Samples[1];
    driver.run(
        "ending",
        () ->
            done(() -> {
              ages[0] = counted.ages;
              counted.begin();
            }));
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Result(
        seconds, ages[0], (service.cpuNanos() - cpu) / 1e9, (Service.cpuNanos(own) - ownCpu) / 1e9);
  }

  private static Future<Void> done(Runnable work) {
    work.run();
    return Future.succeededFuture();
  }
}
