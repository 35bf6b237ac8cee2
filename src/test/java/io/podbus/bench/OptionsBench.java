package io.podbus.bench;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.plan.CommandPlanner;
import io.podbus.podman.plan.PlanContext;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// From the JSON of a request to a plan: checking against the schema and the rules, and rendering.
/// And what the catalog costs a service that starts.
final class OptionsBench {
  private static final int MANY = 60;
  private static final double PLAN_MICROS = 100;
  private static final double START_MILLIS = 150;
  private static final PlanContext CONTEXT =
      new PlanContext(
          new SessionId("0123456789abcdefghjkmnpqrs"),
          "bench",
          "bench",
          Path.of("/run/podbus/bench"),
          EngineProfile.unknown("nobody asked"),
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

  private final Settings settings;
  private final OptionCatalog catalog = new OptionCatalog();

  OptionsBench(Settings settings) {
    this.settings = settings;
  }

  void measure(Report report) {
    report.table("Options", "", "p50", "p99", "least", "target of p50");
    row(report, "validate and render: a small object", small());
    JsonObject many = many();
    row(report, "validate and render: %d options".formatted(many.size()), many);
    Samples starts = new Samples();
    for (int i = 0; i < (settings.quick() ? 2 : 10); i++) {
      starts.add(start());
    }
    report.row(
        "the catalog in a new virtual machine",
        Report.millis(starts.median()),
        Report.millis(starts.millis(0.99)),
        Report.millis(starts.least()),
        Report.verdict(starts.median(), START_MILLIS));
    report.note(
        ("%,d rounds after %,d that do not count, on one thread. The many are the first of the catalog's examples"
                + " that go together in one `run`. The new virtual machine has no start-up cache; counted are all"
                + " entries, all schemas, and the first check of a `run`.")
            .formatted(rounds(), rounds()));
  }

  private int rounds() {
    return settings.quick() ? 2_000 : 50_000;
  }

  private void row(Report report, String name, JsonObject body) {
    for (int i = 0; i < rounds(); i++) {
      plan(body);
    }
    Samples samples = new Samples();
    for (int i = 0; i < rounds(); i++) {
      long began = System.nanoTime();
      plan(body);
      samples.add(System.nanoTime() - began);
    }
    report.row(
        name,
        micros(samples.median()),
        micros(samples.millis(0.99)),
        micros(samples.least()),
        Report.verdict(samples.median() * 1000, PLAN_MICROS));
  }

  private static String micros(double millis) {
    return "%.1f µs".formatted(millis * 1000);
  }

  private void plan(JsonObject body) {
    if (CommandPlanner.plan(catalog.parse(body, CONTEXT.engine()), CONTEXT).argv().isEmpty()) {
      throw new AssertionError("no plan");
    }
  }

  static JsonObject small() {
    return new JsonObject()
        .put("image", "localhost/podbus/sandbox")
        .put("command", "sh")
        .put("args", new JsonArray().add("-c").add("echo x"))
        .put("tty", false);
  }

  private JsonObject many() {
    Operation run = Catalog.operation("run").orElseThrow();
    JsonObject body = small();
    for (OptionEntry entry : Catalog.entriesOf(run)) {
      if (body.size() < MANY && !body.containsKey(entry.name())) {
        body.put(entry.name(), entry.examples(run.name()).getFirst());
        try {
          catalog.parse(body, CONTEXT.engine());
        } catch (FailureException e) {
          body.remove(entry.name());
        }
      }
    }
    if (body.size() < MANY) {
      throw new AssertionError("only " + body.size() + " options go together");
    }
    return body;
  }

  private static long start() {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                CatalogStart.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError("the catalog did not start: " + said);
      }
      return Long.parseLong(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
