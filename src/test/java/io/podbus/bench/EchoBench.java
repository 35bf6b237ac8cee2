package io.podbus.bench;

import io.podbus.process.Child;
import io.podbus.process.ChildInput;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// A line typed into `cat` until it is back: HTTP input → SSE, each on a kept-alive connection,
/// against the client's own pipes.
final class EchoBench {
  private static final double TARGET = 2;
  private static final String LINE = "a line of some forty bytes, as one types\n";

  /// Sends one line and tells, in nanoseconds, after how long it was back.
  private interface Line {
    Future<Long> echo();
  }

  private final Settings settings;
  private final Driver driver;
  private final Service service;
  private final int blocks;
  private final int block;
  private final int warmUp;

  EchoBench(Settings settings, Driver driver, Service service) {
    this.settings = settings;
    this.driver = driver;
    this.service = service;
    this.blocks = settings.quick() ? 6 : 20;
    this.block = settings.quick() ? 200 : 500;
    this.warmUp = settings.quick() ? 2_000 : 30_000;
  }

  void measure(Report report) {
    report.table(
        "One line echoed by `cat`",
        "",
        "bare client, p50",
        "Podbus, p50",
        "ratio of p50",
        "target",
        "bare client, p99",
        "Podbus, p99");
    HttpConnection input = driver.run("connecting", () -> driver.connect(service.port()));
    HttpConnection events = driver.run("connecting", () -> driver.connect(service.port()));
    String id =
        driver.run(
            "a session of cat",
            () -> Client.created(input, Client.run(settings, settings.image(), "cat")));
    Served served = new Served(input, events, id);
    driver.run("following it", served::follow);
    Child child =
        driver.run(
            "the bare client",
            () ->
                driver.podman(
                    List.of("run", "-i", "--rm", settings.label(), settings.image(), "cat")));
    Bare bare = new Bare(child);
    driver.run("reading from it", bare::read);
    row(report, "first %d lines".formatted(block), bare, served, 1, 0);
    row(report, "after %d lines".formatted(warmUp), bare, served, blocks, warmUp);
    report.note(
        ("%d bytes a line, one at a time; %d lines each, in blocks of %d in turns. On the service's"
                + " side the next line waits for the answer to the input as well; a sample ends with"
                + " the event.")
            .formatted(LINE.length(), blocks * block, block));
    driver.run("ending the bare client", () -> bare.end().map(true));
    driver.run("ending the session", () -> input.ask(Client.delete(id), 200));
  }

  private void row(Report report, String name, Line bare, Line served, int times, int before) {
    Samples bareSamples = new Samples();
    Samples servedSamples = new Samples();
    for (int done = 0; done < before; done += block) {
      lines(bare, new Samples());
      lines(served, new Samples());
    }
    for (int i = 0; i < times; i++) {
      lines(bare, bareSamples);
      lines(served, servedSamples);
    }
    double ratio = servedSamples.median() / bareSamples.median();
    report.row(
        name,
        Report.millis(bareSamples.median()),
        Report.millis(servedSamples.median()),
        Report.ratio(ratio),
        before == 0 ? "" : Report.verdict(ratio, TARGET),
        Report.millis(bareSamples.millis(0.99)),
        Report.millis(servedSamples.millis(0.99)));
  }

  private void lines(Line line, Samples samples) {
    driver.run(
        "a block of lines",
        () -> {
          Promise<Void> done = Promise.promise();
          next(line, samples, block, done);
          return done.future();
        });
  }

  private static void next(Line line, Samples samples, int left, Promise<Void> done) {
    if (left == 0) {
      done.complete();
      return;
    }
    line.echo()
        .onSuccess(nanos -> {
          samples.add(nanos);
          next(line, samples, left - 1, done);
        })
        .onFailure(done::fail);
  }

  /// Counts what is back of a line; one at a time is under way.
  private static final class Echo {
    private long began;
    private int missing;
    private Promise<Long> back = Promise.promise();

    Future<Long> begin() {
      missing = LINE.length();
      back = Promise.promise();
      began = System.nanoTime();
      return back.future();
    }

    void arrived(int bytes) {
      missing -= bytes;
      if (missing == 0) {
        back.complete(System.nanoTime() - began);
      }
    }
  }

  private static final class Bare implements Line {
    private final Echo echo = new Echo();
    private final Buffer line = Buffer.buffer(LINE);
    private final Child child;
    private final ChildInput input;

    Bare(Child child) {
      this.child = child;
      this.input = child.input();
    }

    Future<Void> read() {
      child.output().handler(bytes -> echo.arrived(bytes.length()));
      child.output().resume();
      child.errors().handler(_ -> {});
      child.errors().resume();
      return Future.succeededFuture();
    }

    @Override
    public Future<Long> echo() {
      Future<Long> back = echo.begin();
      Future<Void> _ = input.write(line);
      return back;
    }

    Future<?> end() {
      return input.end().compose(_ -> child.exit());
    }
  }

  private static final class Served implements Line {
    private final Echo echo = new Echo();
    private final HttpConnection input;
    private final HttpConnection events;
    private final String id;
    private final Buffer request;

    Served(HttpConnection input, HttpConnection events, String id) {
      this.input = input;
      this.events = events;
      this.id = id;
      this.request = Client.input(id, LINE);
    }

    /// Completes when the program runs.
    Future<Void> follow() {
      Promise<Void> running = Promise.promise();
      SseReader reader =
          new SseReader(
              (_, _, length) -> echo.arrived(length),
              event -> {
                if (event.data().contains("\"running\"")) {
                  running.complete();
                }
              });
      Future<Integer> _ = events.send(Client.events(id), reader).onFailure(running::tryFail);
      return running.future();
    }

    @Override
    public Future<Long> echo() {
      Future<Long> back = echo.begin();
      Future<Integer> answered = input.send(request, (_, _, _) -> {});
      return Future.all(back, answered)
          .map(all -> {
            if (answered.result() != 204) {
              throw new IllegalStateException("input was answered with " + answered.result());
            }
            return back.result();
          });
    }
  }
}
