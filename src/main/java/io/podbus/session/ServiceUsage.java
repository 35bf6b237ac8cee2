package io.podbus.session;

import io.podbus.ops.ProcessFigures;
import io.podbus.protocol.RecordJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the service itself uses, and its host. Any thread; files are read on a worker.
final class ServiceUsage {
  private static final Path PROC = Path.of("/proc");

  private final SessionServices services;
  private final SessionRegistry sessions;

  ServiceUsage(SessionServices services, SessionRegistry sessions) {
    this.services = services;
    this.sessions = sessions;
  }

  /// The figures of now.
  Future<JsonObject> read() {
    return services.vertx().executeBlocking(this::json);
  }

  private JsonObject json() {
    return new JsonObject()
        .put("node", services.node())
        .put("time", RecordJson.time(services.clock().now()))
        .put("startedAt", RecordJson.time(ProcessFigures.startMillis()))
        .put("process", process())
        .put("host", host())
        .put(
            "sessions",
            new JsonObject()
                .put("live", sessions.live().count())
                .put("max", services.config().sessions().max())
                .put("kept", sessions.size()))
        .put(
            "journal",
            new JsonObject()
                .put("memoryBytes", services.journals().figures().memoryBytes())
                .put("diskBytes", services.journals().figures().diskBytes()));
  }

  private static JsonObject process() {
    MemoryUsage heap = ProcessFigures.heap();
    return new JsonObject()
        .put("pid", ProcessHandle.current().pid())
        .put("cpuMs", TimeUnit.NANOSECONDS.toMillis(ProcessFigures.cpuNanos()))
        .put("rssBytes", ProcessFigures.residentBytes())
        .put(
            "heap",
            new JsonObject()
                .put("usedBytes", heap.getUsed())
                .put("committedBytes", heap.getCommitted())
                .put("maxBytes", heap.getMax()))
        .put("directBytes", ProcessFigures.directBytes())
        .put("gcMs", ProcessFigures.gcMillis())
        .put("threads", ProcessFigures.threads())
        .put("openFds", ProcessFigures.openFds())
        .put("maxFds", ProcessFigures.maxFds())
        .put("children", ProcessFigures.children());
  }

  private static JsonObject host() {
    return new JsonObject()
        .put("cpus", Runtime.getRuntime().availableProcessors())
        .put("load", load())
        .put("memoryBytes", memory("MemTotal:"))
        .put("availableBytes", memory("MemAvailable:"));
  }

  private static JsonArray load() {
    JsonArray load = new JsonArray();
    try {
      String[] words = Files.readString(PROC.resolve("loadavg")).split(" ", -1);
      for (int i = 0; i < 3; i++) {
        load.add(Double.valueOf(words[i]));
      }
    } catch (IOException | NumberFormatException e) {
      return new JsonArray();
    }
    return load;
  }

  private static @Nullable Long memory(String field) {
    try {
      for (String line : Files.readAllLines(PROC.resolve("meminfo"))) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return null;
    }
    return null;
  }
}
