package io.podbus.bench;

import io.podbus.process.Child;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// Three hundred starts asked for at once, against a bare loop of `podman run` with as many at the
/// same time as go best here.
final class StormBench {
  private static final double TARGET = 1.10;
  private static final int[] WIDTHS = {1, 2, 3, 4, 6, 8};

  private final Settings settings;
  private final Driver driver;
  private final int starts;
  private final int trial;

  StormBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.starts = settings.quick() ? 30 : 300;
    this.trial = settings.quick() ? 8 : 40;
  }

  void measure(Report report) {
    try (Service service =
        Service.start(settings, "storm", Map.of("PODBUS_SESSIONS_MAX", "2000"))) {
      // What is made once on both sides is made now.
      bare(trial / 2, 2);
      served(service, trial / 2);
      int best = 1;
      double least = Double.MAX_VALUE;
      StringBuilder tried = new StringBuilder();
      for (int width : WIDTHS) {
        double rate = bare(trial, width) / trial;
        tried.append(
            String.format(Locale.ROOT, "%s%d: %.0f ms", tried.isEmpty() ? "" : ", ", width, rate));
        if (rate < least) {
          least = rate;
          best = width;
        }
      }
      double first = bare(starts, best);
      double served = served(service, starts);
      double second = bare(starts, best);
      double bare = (first + second) / 2;
      report.table(
          starts + " starts at once",
          "bare loop",
          "Podbus",
          "starts that failed",
          "Podbus : bare",
          "target");
      report.row(
          "%s and %s, %d at a time".formatted(Report.seconds(first), Report.seconds(second), best),
          Report.seconds(served),
          "0",
          Report.ratio(served / bare),
          Report.verdict(served / bare, TARGET));
      report.note(
          "`true` in the sandbox, each removed at its end. The bare loop once before and once after; the ratio is"
              + " to the mean. Time per start of "
              + trial
              + " by how many at a time: "
              + tried
              + ". Podbus gets all requests at once, each on a connection of its own, and finds its width itself.");
    }
  }

  /// @return milliseconds until the last has ended
  private double bare(int count, int width) {
    long began = System.nanoTime();
    driver.run(
        count + " starts of the bare client",
        () -> {
          int[] left = {count};
          List<Future<Void>> lanes = new ArrayList<>();
          for (int i = 0; i < width; i++) {
            lanes.add(lane(left));
          }
          return Future.all(lanes);
        });
    return (System.nanoTime() - began) / 1e6;
  }

  private Future<Void> lane(int[] left) {
    if (left[0] == 0) {
      return Future.succeededFuture();
    }
    left[0]--;
    return driver
        .podman(List.of("run", "-i", "--rm", settings.label(), settings.image(), "true"))
        .compose(StormBench::ended)
        .compose(_ -> lane(left));
  }

  private static Future<Void> ended(Child child) {
    return Future.all(drained(child.output()), drained(child.errors()), child.exit())
        .map(all -> {
          StartBench.requireZero(all.resultAt(2));
          return null;
        });
  }

  private static Future<Void> drained(ReadStream<Buffer> stream) {
    Promise<Void> ended = Promise.promise();
    stream.handler(_ -> {});
    stream.endHandler(_ -> ended.complete());
    stream.resume();
    return ended.future();
  }

  private double served(Service service, int count) {
    Buffer request = Client.create(Client.run(settings, settings.image(), "true"), Client.EVENTS);
    List<HttpConnection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connections.add(driver.run("connecting", () -> driver.connect(service.port())));
    }
    long began = System.nanoTime();
    driver.run(
        count + " starts by the service",
        all(
            connections.stream()
                .map(connection -> (Supplier<Future<Void>>) () -> one(connection, request))
                .toList()));
    double taken = (System.nanoTime() - began) / 1e6;
    connections.forEach(connection -> driver.run("closing", connection::close));
    return taken;
  }

  private static Supplier<Future<Object>> all(List<Supplier<Future<Void>>> work) {
    return () -> Future.all(work.stream().map(Supplier::get).toList()).map(done -> done);
  }

  /// One start, to its end; fails where it did not end with 0.
  private static Future<Void> one(HttpConnection connection, Buffer request) {
    JsonObject[] exit = {null};
    SseReader reader =
        new SseReader(
            (_, _, _) -> {},
            event -> {
              if (event.name().equals("exit")) {
                exit[0] = new JsonObject(event.data());
              }
            });
    return connection
        .send(request, reader)
        .map(status -> {
          if (exit[0] == null || !Integer.valueOf(0).equals(exit[0].getInteger("code"))) {
            throw new IllegalStateException("answered " + status + ", ended with " + exit[0]);
          }
          return null;
        });
  }
}
