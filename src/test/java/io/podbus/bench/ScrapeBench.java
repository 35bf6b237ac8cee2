package io.podbus.bench;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What `/metrics` costs while 100 sessions write 100 KB a second each, asked for once a second.
final class ScrapeBench {
  private static final double TARGET = 0.01;
  private static final String NANOS = "podbus_scrape_seconds_total";

  private final Settings settings;
  private final Driver driver;
  private final int sessions;
  private final int scrapes;

  ScrapeBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.sessions = settings.quick() ? 20 : 100;
    this.scrapes = settings.quick() ? 5 : 60;
  }

  void measure(Report report) {
    try (Service service =
        Service.start(settings, "scrape", Map.of("PODBUS_SESSIONS_MAX", "200"))) {
      HttpConnection connection = driver.run("connecting", () -> driver.connect(service.port()));
      JsonObject busy =
          Client.run(
              settings,
              settings.textImage(),
              "sh",
              "-c",
              "while :; do dd if=%s bs=100000 count=1 2>/dev/null; sleep 1; done"
                  .formatted(Text.FILE));
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        ids.add(driver.run("a busy session", () -> Client.created(connection, busy)));
      }
      double wanted = sessions * 100_000.0;
      Await.until(Duration.ofMinutes(2), "all sessions write", () -> bytes(service) > 2 * wanted);
      double bytesBefore = bytes(service);
      double before = service.figure(NANOS);
      long began = System.nanoTime();
      int size = 0;
      for (int i = 1; i <= scrapes; i++) {
        size = service.manage("/metrics").body().length();
        long next = began + i * 1_000_000_000L;
        while (System.nanoTime() < next) {
          LockSupport.parkNanos(next - System.nanoTime());
        }
      }
      double elapsed = (System.nanoTime() - began) / 1e9;
      double spent = service.figure(NANOS) - before;
      double rate = (bytes(service) - bytesBefore) / elapsed;
      report(report, spent, elapsed, size, rate);
      for (String id : ids) {
        driver.run("ending", () -> connection.ask(Client.delete(id), 200).otherwiseEmpty());
      }
      Future<Void> _ = connection.close();
    }
  }

  private void report(Report report, double spent, double elapsed, int size, double rate) {
    double share = spent / elapsed;
    report.table(
        "Scrapes under %d busy sessions".formatted(sessions),
        "output of all sessions",
        "size of an answer",
        "time of a scrape",
        "share of a core, at one a second",
        "target");
    report.row(
        "%.1f MB/s".formatted(rate / 1e6),
        Report.kib(size),
        Report.millis(spent / scrapes * 1000),
        "%.2f %%".formatted(share * 100),
        "≤ 1 %: " + (share <= TARGET ? "met" : "**missed**"));
    report.note(
        "%d scrapes. The time is that of the thread which answers, its waits for a processor included."
            .formatted(scrapes));
  }

  private static double bytes(Service service) {
    return service
        .manage("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("podbus_session_output_bytes_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
