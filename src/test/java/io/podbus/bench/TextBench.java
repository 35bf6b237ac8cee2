package io.podbus.bench;

import io.podbus.process.Child;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Much text to one reader: the bare client's pipe, a raw reader, an SSE reader. Wall time from the
/// spawn or the request to the end of the stream, the start of the container included. Each reader
/// counts and sums up what it gets; what does not match what was written is a failure, not a
/// figure.
final class TextBench {
  private static final double RAW_TARGET = 0.4;
  private static final double SSE_TARGET = 0.7;

  private final Settings settings;
  private final Driver driver;
  private final Service service;
  private final int times;
  private final Text.Sum expected;
  private final int rounds;

  TextBench(Settings settings, Driver driver, Service service) {
    this.settings = settings;
    this.driver = driver;
    this.service = service;
    this.times = Text.times(settings.quick() ? 256 : 1024);
    this.expected = Text.expected(times);
    this.rounds = settings.quick() ? 1 : 3;
  }

  /// One way to have the text, and how long it took each time.
  private record Way(String name, Supplier<Future<Void>> run, Samples samples) {
    Way(String name, Supplier<Future<Void>> run) {
      this(name, run, new Samples());
    }
  }

  /// The three ways with one log driver on both sides; null for each side's own default.
  private record Trio(String name, Way bare, Way raw, Way sse) {
    List<Way> ways() {
      return List.of(bare, raw, sse);
    }
  }

  void measure(Report report) {
    Trio defaults = trio("default: `k8s-file` | `passthrough`", null);
    Trio none = trio("`none` on both sides", "none");
    Trio file = trio("`k8s-file` on both sides", "k8s-file");
    warmUp();
    List<Way> ways = new ArrayList<>();
    ways.addAll(defaults.ways());
    ways.addAll(none.ways());
    // The bare client's default is k8s-file: measured once, counted for both.
    ways.addAll(List.of(file.raw(), file.sse()));
    for (int i = 0; i < rounds; i++) {
      for (Way way : ways) {
        time(way);
      }
    }
    file.bare().samples().addAll(defaults.bare().samples());
    report.table(
        "%d MiB of text to one reader".formatted(expected.bytes() / 1024 / 1024),
        "log driver",
        "bare client",
        "raw reader",
        "SSE reader",
        "raw : bare",
        "target",
        "SSE : bare",
        "target");
    row(report, defaults, true);
    row(report, none, false);
    row(report, file, false);
    report.note(
        ("Lines of 1 KiB in writes of 64 KiB; medians of %d in turns, after an eighth of it by each"
                    + " reader that does not count. Every reader's byte count and CRC-32C were compared"
                    + " with what the program wrote.")
                .formatted(rounds)
            + " The bare client's default is `k8s-file`: its figure stands in two rows.");
  }

  private void row(Report report, Trio trio, boolean targets) {
    double bare = trio.bare().samples().median();
    double raw = trio.raw().samples().median();
    double sse = trio.sse().samples().median();
    report.row(
        trio.name().replace("|", "and"),
        Report.seconds(bare),
        Report.seconds(raw),
        Report.seconds(sse),
        Report.ratio(raw / bare),
        targets ? Report.verdict(raw / bare, RAW_TARGET) : "",
        Report.ratio(sse / bare),
        targets ? Report.verdict(sse / bare, SSE_TARGET) : "");
  }

  private void warmUp() {
    int little = Math.max(1, times / 8);
    Text.Sum sum = Text.expected(little);
    driver.run("warming up", () -> raw(null, little, sum));
    driver.run("warming up", () -> sse(null, little, sum));
    driver.run("warming up", () -> bare(null, little, sum));
  }

  private Trio trio(String name, String logDriver) {
    return new Trio(
        name,
        new Way("bare", () -> bare(logDriver, times, expected)),
        new Way("raw", () -> raw(logDriver, times, expected)),
        new Way("sse", () -> sse(logDriver, times, expected)));
  }

  private void time(Way way) {
    long began = System.nanoTime();
    driver.run("the text by " + way.name(), way.run());
    way.samples().add(System.nanoTime() - began);
  }

  private Future<Void> bare(String logDriver, int count, Text.Sum sum) {
    List<String> arguments = new ArrayList<>(List.of("run", "-i", "--rm", settings.label()));
    if (logDriver != null) {
      arguments.add("--log-driver=" + logDriver);
    }
    arguments.addAll(List.of(settings.textImage(), "sh", "-c", Text.script(count)));
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
    Future<Void> output =
        drain(
            child.output(),
            bytes -> {
              byte[] array = bytes.getBytes();
              meter.take(array, 0, array.length);
            });
    Future<Void> errors = drain(child.errors(), _ -> {});
    return Future.all(output, errors, child.exit()).mapEmpty();
  }

  private static Future<Void> drain(ReadStream<Buffer> stream, Handler<Buffer> handler) {
    Promise<Void> ended = Promise.promise();
    stream.handler(handler);
    stream.endHandler(_ -> ended.complete());
    stream.resume();
    return ended.future();
  }

  private JsonObject body(String logDriver, int count) {
    JsonObject body = Client.run(settings, settings.textImage(), "sh", "-c", Text.script(count));
    return logDriver == null ? body : body.put("logDriver", logDriver);
  }

  private Future<Void> raw(String logDriver, int count, Text.Sum sum) {
    Text.Meter meter = new Text.Meter();
    JsonObject body = body(logDriver, count).put("awaitReader", true);
    return driver
        .connect(service.port())
        .compose(connection ->
            Client.created(connection, body)
                .compose(id -> connection.send(Client.output(id), meter))
                .compose(status -> ended(connection, status, 200, meter, sum)));
  }

  private Future<Void> sse(String logDriver, int count, Text.Sum sum) {
    Text.Meter meter = new Text.Meter();
    SseReader reader = new SseReader(meter, TextBench::requireWhole);
    return driver
        .connect(service.port())
        .compose(connection ->
            connection
                .send(Client.create(body(logDriver, count), Client.EVENTS), reader)
                .compose(status -> ended(connection, status, 201, meter, sum)));
  }

  private static void requireWhole(SseReader.Event event) {
    if (event.name().equals("gap")) {
      throw new IllegalStateException("output was lost: " + event.data());
    }
  }

  private static Future<Void> ended(
      HttpConnection connection, int status, int wanted, Text.Meter meter, Text.Sum sum) {
    if (status != wanted) {
      throw new IllegalStateException("answered " + status + " instead of " + wanted);
    }
    meter.require(sum);
    return connection.close();
  }
}
