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

  /// Both sides' programs. Fresh ones for each round: on which loop and which core a session's work
  /// lands decides much, and is drawn anew for each.
  private record Pair(Bare bare, Served served) {}

  private static final class Sides {
    final Samples bare = new Samples();
    final Samples served = new Samples();

    double ratio() {
      return served.median() / bare.median();
    }

    void addAll(Sides others) {
      bare.addAll(others.bare);
      served.addAll(others.served);
    }
  }

  private final Settings settings;
  private final Driver driver;
  private final HttpConnection control;
  private final Service service;
  private final int rounds;
  private final int blocks;
  private final int block;
  private final int warmUp;

  EchoBench(Settings settings, Driver driver, Service service) {
    this.settings = settings;
    this.driver = driver;
    this.service = service;
    this.control = driver.run("connecting", () -> driver.connect(service.port()));
    this.rounds = settings.quick() ? 2 : 10;
    this.blocks = 4;
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
        "ratios of single rounds",
        "bare client, p99",
        "Podbus, p99");
    Pair first = begin();
    Sides cold = measure(first, 1);
    row(report, "first %d lines".formatted(block), cold, "", "");
    for (int done = block; done < warmUp; done += block) {
      measure(first, 1);
    }
    end(first);
    Sides all = new Sides();
    Samples bareMedians = new Samples();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < rounds; i++) {
      Pair pair = begin();
      measure(pair, 1);
      Sides round = measure(pair, blocks);
      end(pair);
      all.addAll(round);
      least = Math.min(least, round.ratio());
      most = Math.max(most, round.ratio());
      bareMedians.add((long) (round.bare.median() * 1e6));
    }
    row(
        report,
        "after %,d lines".formatted(warmUp),
        all,
        Report.verdict(all.ratio(), TARGET),
        Report.ratio(least) + " – " + Report.ratio(most));
    report.note(
        ("%d bytes a line, one at a time; %,d lines each: %d rounds with a fresh client and a fresh"
                + " session on fresh connections, each of %d blocks of %d in turns after one that does"
                + " not count. The bare client's own p50 was %s to %s in single rounds.")
            .formatted(
                LINE.length(),
                all.bare.count(),
                rounds,
                blocks,
                block,
                Report.millis(bareMedians.least()),
                Report.millis(bareMedians.most())));
  }

  private Pair begin() {
    HttpConnection input = driver.run("connecting", () -> driver.connect(service.port()));
    HttpConnection events = driver.run("connecting", () -> driver.connect(service.port()));
    String id =
        driver.run(
            "a session of cat",
            () -> Client.created(input, Client.run(settings, settings.image(), "cat")));
    Served served = new Served(input, events, id);
    driver.run("following it", served::follow);
    List<String> arguments =
        List.of("run", "-i", "--rm", settings.label(), settings.image(), "cat");
    Bare bare = new Bare(driver.run("the bare client", () -> driver.podman(arguments)));
    driver.run("reading from it", bare::read);
    return new Pair(bare, served);
  }

  private void end(Pair pair) {
    driver.run("ending the bare client", () -> pair.bare().end().map(true));
    driver.run("ending the session", () -> control.ask(Client.delete(pair.served().id), 200));
    driver.run(
        "closing its connections",
        () -> Future.all(pair.served().input.close(), pair.served().events.close()).map(true));
  }

  private Sides measure(Pair pair, int times) {
    Sides sides = new Sides();
    for (int i = 0; i < times; i++) {
      lines(pair.bare(), sides.bare);
      lines(pair.served(), sides.served);
    }
    return sides;
  }

  private static void row(Report report, String name, Sides sides, String verdict, String ratios) {
    report.row(
        name,
        Report.millis(sides.bare.median()),
        Report.millis(sides.served.median()),
        Report.ratio(sides.ratio()),
        verdict,
        ratios,
        Report.millis(sides.bare.millis(0.99)),
        Report.millis(sides.served.millis(0.99)));
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
