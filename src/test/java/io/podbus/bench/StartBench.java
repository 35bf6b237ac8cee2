package io.podbus.bench;

import io.podbus.process.ExitStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Create → first byte of output: `POST` answered with the event stream, against the first byte of
/// the client's pipe. Both in turns, each ended before the next begins.
final class StartBench {
  private static final double TARGET = 1.10;
  private static final String WORD = "x";

  private final Settings settings;
  private final Driver driver;
  private final HttpConnection connection;
  private final int rounds;
  private final int warmUp;

  StartBench(Settings settings, Driver driver, Service service) {
    this.settings = settings;
    this.driver = driver;
    this.connection = driver.run("connecting", () -> driver.connect(service.port()));
    this.rounds = settings.quick() ? 6 : 40;
    this.warmUp = settings.quick() ? 2 : 8;
  }

  /// One operation, on both sides.
  private record Pair(String name, Buffer request, List<String> arguments) {}

  void measure(Report report) {
    report.table(
        "Create → first byte of output",
        "operation",
        "bare client, median",
        "Podbus, median",
        "bare client, least – most",
        "Podbus, least – most",
        "ratio of medians",
        "target");
    row(report, run());
    String id =
        driver.run(
            "a container for execs",
            () ->
                Client.created(
                    connection, Client.run(settings, settings.image(), "sleep", "3600")));
    awaitRunning(id);
    row(report, exec(id));
    driver.run("ending it", () -> connection.ask(Client.delete(id), 200));
    report.note(
        "`%s` in the container; %d pairs after %d that do not count, in turns, the first of each pair"
                .formatted("echo " + WORD, rounds, warmUp)
            + " alternating. From the request (SSE answer to the `POST` itself, kept-alive"
            + " connection) or the spawn to the first byte of the program's output.");
  }

  private Pair run() {
    return new Pair(
        "run",
        Client.create(Client.run(settings, settings.image(), "echo", WORD), Client.EVENTS),
        List.of("run", "-i", "--rm", settings.label(), settings.image(), "echo", WORD));
  }

  private Pair exec(String id) {
    JsonObject body =
        new JsonObject().put("tty", false).put("command", "echo").put("args", List.of(WORD));
    return new Pair(
        "exec",
        Client.exec(id, body, Client.EVENTS),
        List.of("exec", "-i", "podbus-" + id, "echo", WORD));
  }

  private void awaitRunning(String id) {
    // The exec of a session waits for its container; nothing of this one counts.
    JsonObject body = new JsonObject().put("tty", false).put("command", "true");
    driver.run(
        "a first exec",
        () -> connection.send(Client.exec(id, body, Client.EVENTS), (_, _, _) -> {}));
  }

  private void row(Report report, Pair pair) {
    Samples bare = new Samples();
    Samples served = new Samples();
    for (int i = -warmUp; i < rounds; i++) {
      boolean counts = i >= 0;
      if (i % 2 == 0) {
        sample(counts ? bare : new Samples(), "the bare client", () -> bare(pair));
        sample(counts ? served : new Samples(), "the service", () -> served(pair));
      } else {
        sample(counts ? served : new Samples(), "the service", () -> served(pair));
        sample(counts ? bare : new Samples(), "the bare client", () -> bare(pair));
      }
    }
    double ratio = served.median() / bare.median();
    report.row(
        "`" + pair.name() + "`",
        Report.millis(bare.median()),
        Report.millis(served.median()),
        spread(bare),
        spread(served),
        Report.ratio(ratio),
        Report.verdict(ratio, TARGET));
  }

  private static String spread(Samples samples) {
    return String.format(Locale.ROOT, "%.0f – %.0f ms", samples.least(), samples.most());
  }

  private void sample(Samples into, String what, Supplier<Future<Long>> measured) {
    into.add(driver.run("one start by " + what, measured));
  }

  private Future<Long> bare(Pair pair) {
    long began = System.nanoTime();
    long[] first = {0};
    return driver
        .podman(pair.arguments())
        .compose(child -> {
          Future<Void> read = drain(child.output(), began, first);
          Future<Void> errors = drain(child.errors(), began, new long[1]);
          return Future.all(read, errors, child.exit());
        })
        .map(all -> {
          requireZero(all.resultAt(2));
          return taken(first[0]);
        });
  }

  private static Future<Void> drain(ReadStream<Buffer> stream, long began, long[] first) {
    Promise<Void> ended = Promise.promise();
    stream.handler(_ -> {
      if (first[0] == 0) {
        first[0] = System.nanoTime() - began;
      }
    });
    stream.endHandler(_ -> ended.complete());
    stream.resume();
    return ended.future();
  }

  static void requireZero(ExitStatus status) {
    if (!status.equals(new ExitStatus.Exited(0))) {
      throw new IllegalStateException("podman ended with " + status);
    }
  }

  private Future<Long> served(Pair pair) {
    long began = System.nanoTime();
    long[] first = {0};
    SseReader reader =
        new SseReader(
            (_, _, _) -> {
              if (first[0] == 0) {
                first[0] = System.nanoTime() - began;
              }
            },
            _ -> {});
    return connection.send(pair.request(), reader).map(_ -> taken(first[0]));
  }

  private static long taken(long first) {
    if (first == 0) {
      throw new IllegalStateException("no output came");
    }
    return first;
  }
}
