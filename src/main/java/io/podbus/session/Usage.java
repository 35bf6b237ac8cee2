package io.podbus.session;

import io.podbus.process.Cgroup;
import io.podbus.protocol.RecordJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a session has used: its container's figures from the kernel, and its own bytes. Owned by
/// the session's event loop; the files are read on a worker, and the engine is not asked.
final class Usage {
  private static final Cgroup CGROUP = new Cgroup(Path.of("/proc"));

  private final SessionServices services;
  private final Session session;

  Usage(SessionServices services, Session session) {
    this.services = services;
    this.session = session;
  }

  /// The figures of now.
  Future<JsonObject> read() {
    Optional<Long> pid =
        session.state().ended() ? Optional.empty() : session.launcher().containerPid();
    Future<Optional<Cgroup.Figures>> container =
        pid.isEmpty()
            ? Future.succeededFuture(Optional.empty())
            : services.vertx().executeBlocking(() -> CGROUP.read(pid.get()));
    return container.map(figures -> json(pid.isPresent(), figures.orElse(null)));
  }

  private JsonObject json(boolean runs, Cgroup.@Nullable Figures figures) {
    JsonObject shown = session.toJson();
    JsonObject json =
        new JsonObject()
            .put("session", session.plan().id().value())
            .put("time", RecordJson.time(services.clock().now()))
            .put("state", session.state().wireName())
            .put("container", figures == null ? null : container(figures));
    if (figures == null) {
      json.put(
          "reason",
          runs
              ? "The control group of the container cannot be seen by the service."
              : "No container of the session is known to run.");
    }
    return json.put("output", shown.getJsonObject("output"))
        .put("input", shown.getJsonObject("input"));
  }

  private static JsonObject container(Cgroup.Figures figures) {
    Long nanos = figures.cpuNanos();
    return new JsonObject()
        .put("cgroup", figures.version())
        .put("cpuMs", nanos == null ? null : TimeUnit.NANOSECONDS.toMillis(nanos))
        .put(
            "memory",
            new JsonObject()
                .put("bytes", figures.memoryBytes())
                .put("peakBytes", figures.memoryPeakBytes())
                .put("limitBytes", figures.memoryLimitBytes()))
        .put(
            "io",
            new JsonObject()
                .put("readBytes", figures.readBytes())
                .put("writtenBytes", figures.writtenBytes()))
        .put(
            "pids",
            new JsonObject().put("current", figures.pids()).put("limit", figures.pidsLimit()));
  }
}
