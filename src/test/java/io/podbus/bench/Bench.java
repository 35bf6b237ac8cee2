package io.podbus.bench;

import io.podbus.process.UnsupportedPlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The program: measures what was asked for, one part after the other, and prints the report.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) throws Exception {
    Settings settings;
    try {
      settings = Settings.read(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    long began = System.nanoTime();
    Report report = new Report();
    say("starting the service");
    describe(settings, report);
    try {
      measure(settings, report);
    } catch (AssertionError | RuntimeException e) {
      System.err.println("bench: no figures");
      e.printStackTrace();
      System.exit(1);
      return;
    }
    report.say(
        "taken in "
            + Duration.ofNanos(System.nanoTime() - began).toSeconds()
            + " s"
            + (settings.quick() ? ", **with `--quick`: no figures, only a trial**" : "")
            + "; load average at the end "
            + load());
    System.out.print(report.markdown());
    System.out.flush();
    // What hangs at the end must not hang the script: everything is closed by now.
    Runtime.getRuntime().exit(0);
  }

  private static void measure(Settings settings, Report report)
      throws UnsupportedPlatformException {
    try (Driver driver = new Driver()) {
      if (settings.wants("start") || settings.wants("echo") || settings.wants("text")) {
        try (Service service = Service.start(settings, "service", Map.of())) {
          if (settings.wants("start")) {
            say("create → first byte of output");
            new StartBench(settings, driver, service).measure(report);
          }
          if (settings.wants("echo")) {
            say("one line echoed");
            new EchoBench(settings, driver, service).measure(report);
          }
          if (settings.wants("text")) {
            say("much text to one reader");
            new TextBench(settings, driver, service).measure(report);
          }
        }
      }
      if (settings.wants("pipe")) {
        say("without the engine");
        new PipeBench(settings, driver).measure(report);
      }
      if (settings.wants("startup")) {
        say("start-up");
        new StartupBench(settings).measure(report);
      }
      if (settings.wants("scrape")) {
        say("scrapes under load");
        new ScrapeBench(settings, driver).measure(report);
      }
      if (settings.wants("options")) {
        say("options");
        new OptionsBench(settings).measure(report);
      }
      if (settings.wants("fanout")) {
        say("one session to many readers");
        new FanOutBench(settings, driver).measure(report);
      }
      if (settings.wants("latency")) {
        say("from a write to its reader");
        new LatencyBench(settings, driver).measure(report);
      }
      if (settings.wants("starts")) {
        say("many starts at once");
        new StormBench(settings, driver).measure(report);
      }
      if (settings.wants("fairness")) {
        say("one owner beside others");
        new FairnessBench(settings, driver).measure(report);
      }
      if (settings.wants("idle")) {
        say("idle sessions");
        new IdleBench(settings, driver).measure(report);
      }
    }
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }

  private static void describe(Settings settings, Report report)
      throws IOException, InterruptedException {
    report.say(
        OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES)
            + ", commit "
            + settings.commit());
    report.say(
        Runtime.getRuntime().availableProcessors()
            + " × "
            + field("/proc/cpuinfo", "model name")
            + ", "
            + field("/proc/meminfo", "MemTotal")
            + ", Linux "
            + System.getProperty("os.version")
            + ", JDK "
            + System.getProperty("java.version"));
    report.say(podman() + "; load average at the start " + load());
  }

  private static String podman() throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(
                "podman",
                "info",
                "--format",
                "podman {{.Version.Version}}, {{.Host.OCIRuntime.Name}}, "
                    + "{{.Host.Conmon.Version}}, {{.Store.GraphDriverName}}, log driver"
                    + " {{.Host.LogDriver}}, cgroups {{.Host.CgroupsVersion}}"
                    + " {{.Host.CgroupManager}}")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer =
        new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!asked.waitFor(1, TimeUnit.MINUTES) || asked.exitValue() != 0) {
      throw new IOException("podman info failed");
    }
    return answer;
  }

  private static String field(String file, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "(" + name + " unknown)";
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
  }
}
