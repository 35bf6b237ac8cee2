package io.podbus.bench;

import io.podbus.testing.Await;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// From the start of the service to `200` from `/health/ready`, and what it is like when it has
/// done nothing for a while.
final class StartupBench {
  private static final double READY_SECONDS = 1.5;
  private static final double IDLE_MIB = 150;

  private final Settings settings;
  private final int rounds;
  private final Duration idle;

  StartupBench(Settings settings) {
    this.settings = settings;
    this.rounds = settings.quick() ? 2 : 10;
    this.idle = Duration.ofSeconds(settings.quick() ? 2 : 30);
  }

  void measure(Report report) {
    // The first start makes the start-up cache where there is none.
    round(-1, Duration.ZERO);
    Samples fromVm = new Samples();
    Samples fromScript = new Samples();
    long rss = 0;
    for (int i = 0; i < rounds; i++) {
      Round one = round(i, i == rounds - 1 ? idle : Duration.ZERO);
      fromVm.add(one.fromVm());
      fromScript.add(one.fromScript());
      rss = one.rss();
    }
    report.table("Start-up", "", "median", "least – most", "target");
    row(
        report,
        "virtual machine → ready",
        fromVm,
        Report.verdict(fromVm.median() / 1000, READY_SECONDS));
    row(report, "`scripts/run` → ready", fromScript, "");
    double mib = rss / 1048576.0;
    report.row(
        "RSS after %d s without work".formatted(idle.toSeconds()),
        "%.0f MiB".formatted(mib),
        "",
        Report.verdict(mib, IDLE_MIB));
    report.note(
        "%d starts as `scripts/run` does it, with the start-up cache and real podman, after one that does not count."
            .formatted(rounds));
  }

  private static void row(Report report, String name, Samples samples, String verdict) {
    report.row(
        name,
        Report.seconds(samples.median()),
        Report.seconds(samples.least()) + " – " + Report.seconds(samples.most()),
        verdict);
  }

  /// @param fromVm nanoseconds from the start of the virtual machine
  /// @param fromScript nanoseconds from the start of the script
  private record Round(long fromVm, long fromScript, long rss) {}

  private Round round(int number, Duration idle) {
    long began = System.currentTimeMillis();
    try (Service service = Service.start(settings, "startup" + number, Map.of())) {
      Await.until(
          Duration.ofMinutes(1),
          "ready",
          () -> service.manage("/health/ready").statusCode() == 200);
      long ready = System.currentTimeMillis();
      double vm = service.figure("process_start_time_seconds") * 1000;
      long until = System.nanoTime() + idle.toNanos();
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      return new Round((long) ((ready - vm) * 1e6), (ready - began) * 1_000_000, service.rss());
    }
  }
}
