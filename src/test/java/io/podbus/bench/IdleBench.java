package io.podbus.bench;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an idle session costs: a service whose podman is a script that waits for its input to end,
/// without sessions and with many.
final class IdleBench {
  private static final double TARGET_KIB = 64;
  private static final int CONNECTIONS = 8;

  private final Settings settings;
  private final Driver driver;
  private final int sessions;

  IdleBench(Settings settings, Driver driver) {
    this.settings = settings;
    this.driver = driver;
    this.sessions = settings.quick() ? 200 : 1000;
  }

  void measure(Report report) {
    try (Service service =
        Service.start(
            settings,
            "idle",
            Map.of(
                "PODBUS_PODMAN_PATH",
                StubPodman.make(settings, "podman-idle", "exec cat >/dev/null").toString(),
                "PODBUS_SESSIONS_MAX",
                Integer.toString(sessions + 100),
                "PODBUS_SHUTDOWN_TIMEOUT_MS",
                "20000"))) {
      List<HttpConnection> connections = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(driver.run("connecting", () -> driver.connect(service.port())));
      }
      // The same work once and undone, so that classes and pools that are made once are not
      // counted.
      List<String> first = create(connections, sessions / 10);
      first.forEach(
          id -> driver.run("ending", () -> connections.getFirst().ask(Client.delete(id), 200)));
      Service.Size before = service.size();
      List<String> ids = create(connections, sessions);
      awaitRunning(connections.getFirst(), ids.size());
      Service.Size after = service.size();
      report(report, before, after);
    }
  }

  private void report(Report report, Service.Size before, Service.Size after) {
    double heap = (after.heap() - before.heap()) / (double) sessions;
    double rss = (after.rss() - before.rss()) / (double) sessions;
    report.table("%,d idle sessions".formatted(sessions), "", "without", "with", "each", "target");
    report.row(
        "threads",
        before.threads() + "",
        after.threads() + "",
        "",
        "constant: " + (after.threads() <= before.threads() ? "met" : "**missed**"));
    report.row(
        "live heap",
        Report.kib(before.heap()),
        Report.kib(after.heap()),
        Report.kib(heap),
        "≤ 64 KiB: " + (heap <= TARGET_KIB * 1024 ? "met" : "**missed**"));
    report.row(
        "RSS of the service",
        Report.kib(before.rss()),
        Report.kib(after.rss()),
        Report.kib(rss),
        "");
    report.note(
        "With pipes, no reader; `podmanPath` is a script that stands in for podman. Heap and RSS after"
            + " a full collection; %d sessions were begun and ended before."
                .formatted(sessions / 10));
  }

  private List<String> create(List<HttpConnection> connections, int count) {
    List<String> ids = new ArrayList<>();
    JsonObject body = Client.run(settings, settings.image(), "sleep", "3600");
    while (ids.size() < count) {
      int batch = Math.min(connections.size(), count - ids.size());
      ids.addAll(
          driver.run(
              "creating sessions",
              () -> {
                List<Future<String>> created = new ArrayList<>();
                for (int i = 0; i < batch; i++) {
                  created.add(Client.created(connections.get(i), body));
                }
                return Future.all(created).map(all -> all.<String>list());
              }));
    }
    return ids;
  }

  private void awaitRunning(HttpConnection connection, int count) {
    Await.until(Duration.ofMinutes(2), "all sessions run", () -> running(connection) >= count);
  }

  private int running(HttpConnection connection) {
    int running = 0;
    String cursor = "";
    while (cursor != null) {
      String from = cursor;
      JsonObject page =
          new JsonObject(
              driver.run("listing", () -> connection.ask(Client.list("running", from), 200)));
      running += page.getJsonArray("sessions").size();
      cursor = page.getString("nextCursor");
    }
    return running;
  }
}
