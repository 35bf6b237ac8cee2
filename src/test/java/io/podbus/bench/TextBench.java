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
  private static final double RAW_TARGET = 0.45;
  private static final double SSE_TARGET = 0.75;
  private static final double RAW_NONE_TARGET = 1.2;
  private static final double RAW_FILE_TARGET = 1.05;

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
    try (Rivals others = new Rivals(settings, driver)) {
      others.startInterface();
      measure(report, others, others.startWebsocketd(run(null, times)));
    }
  }

  private void measure(Report report, Rivals rivals, int websocketPort) {
    Trio defaults = trio("default: `k8s-file` | `passthrough`", null);
    Trio none = trio("`none` on both sides", "none");
    Trio file = trio("`k8s-file` on both sides", "k8s-file");
    warmUp();
    List<Way> ways = new ArrayList<>();
    ways.addAll(defaults.ways());
    ways.addAll(none.ways());
    // The bare client's default is k8s-file: measured once, counted for both.
    ways.addAll(List.of(file.raw(), file.sse()));
    Way websocketd = new Way("websocketd", () -> rivals.websocketd(websocketPort, expected));
    Way remote = new Way("podman --remote", () -> rivals.remote(run(null, times), expected));
    ways.addAll(List.of(websocketd, remote));
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
    row(report, defaults, RAW_TARGET, SSE_TARGET);
    row(report, none, RAW_NONE_TARGET, 0);
    row(report, file, RAW_FILE_TARGET, 0);
    report.note(
        ("Lines of 1 KiB in writes of 64 KiB; medians of %d in turns, after an eighth of it by each"
                    + " reader that does not count. Every reader's byte count and CRC-32C were compared"
                    + " with what the program wrote.")
                .formatted(rounds)
            + " The bare client's default is `k8s-file`: its figure stands in two rows. The journal is on the"
            + " disk.");
    rivals(report, defaults, List.of(websocketd, remote));
  }

  private void rivals(Report report, Trio ours, List<Way> others) {
    report.table(
        "The same text by other ways over a socket",
        "way",
        "time",
        "raw reader : it",
        "SSE reader : it");
    for (Way other : others) {
      double time = other.samples().median();
      report.row(
          other.name(),
          Report.seconds(time),
          ahead(ours.raw().samples().median() / time),
          ahead(ours.sse().samples().median() / time));
    }
    report.note(
        "`websocketd --binary` runs the bare client for a WebSocket; `podman --remote` attaches over podman's"
            + " own REST interface, on a Unix socket. Each with the default log driver, in the same turns.");
  }

  private static String ahead(double ratio) {
    return Report.ratio(ratio) + (ratio < 1 ? ": ahead" : ": **behind**");
  }

  private void row(Report report, Trio trio, double rawTarget, double sseTarget) {
    double bare = trio.bare().samples().median();
    double raw = trio.raw().samples().median();
    double sse = trio.sse().samples().median();
    report.row(
        trio.name().replace("|", "and"),
        Report.seconds(bare),
        Report.seconds(raw),
        Report.seconds(sse),
        Report.ratio(raw / bare),
        Report.verdict(raw / bare, rawTarget),
        Report.ratio(sse / bare),
        sseTarget > 0 ? Report.verdict(sse / bare, sseTarget) : "");
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
    Text.Meter meter = new Text.Meter();
    return driver
        .podman(run(logDriver, count))
        .compose(child -> read(child, meter))
        .map(v -> {
          meter.require(sum);
          return v;
        });
  }

  /// The bare client's arguments.
  private List<String> run(String logDriver, int count) {
    List<String> arguments = new ArrayList<>(List.of("run", "-i", "--rm", settings.label()));
    if (logDriver != null) {
      arguments.add("--log-driver=" + logDriver);
    }
    arguments.addAll(List.of(settings.textImage(), "sh", "-c", Text.script(count)));
    return arguments;
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
