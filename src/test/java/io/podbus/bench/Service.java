package io.podbus.bench;

import io.podbus.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The service under measurement: a process of its own, started by `scripts/run` as a user starts
/// it, on free ports and with a state directory of its own.
final class Service implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofMinutes(1);
  private static final Pattern LISTENS =
      Pattern.compile(
          "Podbus listens on http://127\\.0\\.0\\.1:(\\d+) \\(management: (http://[^)]*)\\)");
  private static final HttpClient MANAGE = HttpClient.newHttpClient();
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private final Process process;
  private final int port;
  private final String management;
  private final Path jcmd;

  private Service(Process process, int port, String management) {
    this.process = process;
    this.port = port;
    this.management = management;
    this.jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  }

  /// Starts one and waits until it listens.
  ///
  /// @param name of its folder within the run's
  /// @param configuration keys as in the environment, beyond those that every run sets
  static Service start(Settings settings, String name, Map<String, String> configuration) {
    try {
      Path home = Files.createDirectories(settings.work().resolve(name));
      Path said = home.resolve("stdout");
      ProcessBuilder builder =
          new ProcessBuilder(settings.root().resolve("scripts/run").toString())
              .redirectOutput(said.toFile())
              .redirectError(home.resolve("stderr").toFile());
      builder
          .environment()
          .putAll(
              Map.of(
                  "PODBUS_HTTP_PORT", "0",
                  "PODBUS_MANAGEMENT_PORT", "0",
                  "PODBUS_STATE_DIR", home.resolve("state").toString()));
      builder.environment().putAll(configuration);
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
      Await.until(
          START,
          "the service listens; see " + home,
          () -> welcome(said).isPresent() || !process.isAlive());
      MatchResult welcome =
          welcome(said)
              .orElseThrow(() ->
                  new UncheckedIOException(
                      new IOException("the service did not start; see " + home + "/stderr")));
      return new Service(process, Integer.parseInt(welcome.group(1)), welcome.group(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<MatchResult> welcome(Path said) {
    try {
      return LISTENS.matcher(Files.readString(said)).results().findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /// What the management port answers.
  HttpResponse<String> manage(String path) {
    try {
      return MANAGE.send(
          HttpRequest.newBuilder(URI.create(management + path)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A figure of `/metrics` without labels.
  double figure(String name) {
    return manage("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name));
  }

  /// Resident bytes of the process, as it is.
  long rss() {
    return status("VmRSS") * 1024;
  }

  /// The processor time that it has used, in nanoseconds.
  long cpuNanos() {
    return cpuNanos(process.pid());
  }

  /// The processor time that a process has used, as its `stat` says, in nanoseconds.
  static long cpuNanos(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // In ticks of 10 ms, on every Linux that there is.
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How large it is, once what is garbage has been collected.
  ///
  /// @param heap live bytes
  /// @param rss resident bytes of the process
  record Size(int threads, long heap, long rss) {}

  Size size() {
    // Counts what is reachable, after a full collection; twice, since the first one only finds what
    // cleaners then let go of.
    jcmd("GC.run");
    Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
    if (!total.find()) {
      throw new IllegalStateException("no total in the class histogram");
    }
    return new Size(
        (int) status("Threads"), Long.parseLong(total.group(1)), status("VmRSS") * 1024);
  }

  long pid() {
    return process.pid();
  }

  /// Asks the virtual machine something.
  String jcmd(String... command) {
    try {
      List<String> arguments =
          new ArrayList<>(List.of(jcmd.toString(), Long.toString(process.pid())));
      arguments.addAll(List.of(command));
      Process asked = new ProcessBuilder(arguments).redirectErrorStream(true).start();
      String answer = new String(asked.getInputStream().readAllBytes());
      if (asked.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private long status(String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
        if (line.startsWith(field + ":")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      throw new IllegalStateException("no " + field);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// As SIGTERM from its operator: its sessions end, with proof.
  @Override
  public void close() {
    stop(process);
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
