package io.podbus.bench;

import io.podbus.process.Child;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// The service without the engine: a script in podman's place writes text as fast as its pipe takes
/// it. What one reader gets, and where the processor's time goes.
final class PipeBench {
  private static final double GIB = 1024.0 * 1024 * 1024;

  private final Settings settings;
  private final Driver driver;
  private final int times;
  private final Text.Sum expected;
  private final int rounds;
  private final Path text;

  PipeBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.times = Text.times(settings.quick() ? 512 : 4096);
    this.expected = Text.expected(times);
    this.rounds = settings.quick() ? 1 : 3;
    this.text = settings.work().resolve("pipe-text");
  }

  void measure(Report report) {
    Path stub = stub();
    try (Service service =
        Service.start(settings, "pipe", Map.of("PODBUS_PODMAN_PATH", stub.toString()))) {
      // Warm, and the profile's classes with it.
      for (int i = 0; i < 2; i++) {
        driver.run("warming up", () -> raw(service));
        driver.run("warming up", () -> sse(service));
      }
      Samples bare = new Samples();
      for (int i = 0; i < rounds; i++) {
        time("the bare pipe", bare, () -> bare(stub));
      }
      report.table(
          "Without the engine: %d MiB from a pipe to one reader".formatted(expected.bytes() >> 20),
          "reader",
          "MB/s",
          "CPU s per GiB",
          "of that: pipe",
          "journal, on the loop",
          "journal, its writer",
          "encode",
          "bus",
          "socket and HTTP",
          "collector and compiler",
          "else");
      report.row(
          "the driver alone, on the bare pipe", rate(bare), "", "", "", "", "", "", "", "", "");
      profiled(report, service, "raw", () -> raw(service));
      profiled(report, service, "SSE", () -> sse(service));
      report.note(
          ("Median of %d; `cat` writes the text 128 KiB at a time. The processor's time is the kernel's,"
                  + " of the whole process; the parts are JFR's `CPUTimeSample`s, each for the part of the"
                  + " service nearest to the top of its stack, system calls included; what no thread of"
                  + " Java had is the collector's and the compiler's. The driver, which sums up what it"
                  + " gets, shares the processors.")
              .formatted(rounds));
    }
  }

  private void profiled(
      Report report, Service service, String name, Supplier<Future<Void>> reader) {
    Path recording = settings.work().resolve("pipe-" + name + ".jfr");
    Samples samples = new Samples();
    Profile profile = Profile.start(service, recording);
    for (int i = 0; i < rounds; i++) {
      time(name, samples, reader);
    }
    Profile.Shares shares = profile.stop();
    double gib = rounds * expected.bytes() / GIB;
    report.row(
        name,
        rate(samples),
        number(shares.total() / gib),
        number(shares.of(Profile.Stage.PIPE) / gib),
        number(shares.of(Profile.Stage.JOURNAL) / gib),
        number(shares.of(Profile.Stage.WRITER) / gib),
        number(shares.of(Profile.Stage.ENCODE) / gib),
        number(shares.of(Profile.Stage.BUS) / gib),
        number(shares.of(Profile.Stage.SOCKET) / gib),
        number(shares.of(Profile.Stage.RUNTIME) / gib),
        number(shares.of(Profile.Stage.ELSE) / gib));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private String rate(Samples samples) {
    return String.format(Locale.ROOT, "%.0f", expected.bytes() / 1e3 / samples.median());
  }

  private void time(String name, Samples samples, Supplier<Future<Void>> reader) {
    long began = System.nanoTime();
    driver.run("the pipe to " + name, reader);
    samples.add(System.nanoTime() - began);
  }

  private Future<Void> bare(Path stub) {
    Text.Meter meter = new Text.Meter();
    return driver
        .spawn(List.of(stub.toString(), "run"))
        .compose(child -> read(child, meter))
        .map(v -> {
          meter.require(expected);
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

  private JsonObject body() {
    return Client.run(settings, settings.image(), "text");
  }

  private Future<Void> raw(Service service) {
    Text.Meter meter = new Text.Meter();
    return driver
        .connect(service.port())
        .compose(connection ->
            Client.created(connection, body().put("awaitReader", true))
                .compose(id -> connection.send(Client.output(id), meter))
                .compose(status -> ended(connection, status, 200, meter)));
  }

  private Future<Void> sse(Service service) {
    Text.Meter meter = new Text.Meter();
    SseReader reader =
        new SseReader(
            meter,
            event -> {
              if (event.name().equals("gap")) {
                throw new IllegalStateException("output was lost: " + event.data());
              }
            });
    return driver
        .connect(service.port())
        .compose(connection ->
            connection
                .send(Client.create(body(), Client.EVENTS), reader)
                .compose(status -> ended(connection, status, 201, meter)));
  }

  private Future<Void> ended(HttpConnection connection, int status, int wanted, Text.Meter meter) {
    if (status != wanted) {
      throw new IllegalStateException("answered " + status + " instead of " + wanted);
    }
    meter.require(expected);
    return connection.close();
  }

  /// Answers the service's own questions as podman would, and writes in its place.
  private Path stub() {
    String script =
        """
        #!/bin/sh
        case "$1" in
          run)
            for argument; do
              case "$argument" in
                --cidfile=*) echo 0123456789abcdef >"${argument#--cidfile=}" ;;
                --pidfile=*) echo $$ >"${argument#--pidfile=}" ;;
              esac
            done
            i=0
            while [ $i -lt %d ]; do cat '%s'; i=$((i+1)); done
            ;;
          version | info) exec podman "$@" ;;
        esac
        """
            .formatted(times, text);
    try {
      Text.main(new String[] {text.toString()});
      Path file = settings.work().resolve("podman-pipe");
      Files.writeString(file, script);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
