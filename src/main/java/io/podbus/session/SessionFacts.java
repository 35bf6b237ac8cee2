package io.podbus.session;

import io.podbus.podman.options.SessionOptions;
import io.podbus.protocol.RecordJson;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.SessionJournal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of one session, and how the contract shows it. Owned by the session's event loop.
final class SessionFacts {
  private final SessionPlan plan;
  private final long createdAt;
  private @Nullable Long startedAt;
  private @Nullable Long endedAt;
  private @Nullable Long pid;
  private @Nullable String containerId;
  private @Nullable JsonObject exit;
  private int rows;
  private int cols;
  private boolean resized;
  private boolean inputClosed;
  private long inputBytes;

  SessionFacts(SessionPlan plan, long createdAt) {
    this.plan = plan;
    this.createdAt = createdAt;
    this.rows = plan.options().rows();
    this.cols = plan.options().cols();
    this.inputClosed = !plan.takesInput();
    this.containerId = plan.target().map(SessionPlan.Target::id).orElse(null);
  }

  /// When the session was admitted, in milliseconds since the epoch.
  long createdAt() {
    return createdAt;
  }

  /// @param clientPid 0 where it is no process
  void launched(long clientPid) {
    pid = clientPid == 0 ? null : clientPid;
  }

  void started(long now) {
    startedAt = now;
  }

  void container(String id) {
    containerId = id;
  }

  void ended(JsonObject how, long now) {
    exit = how;
    endedAt = now;
    inputClosed = true;
  }

  void size(int newRows, int newCols) {
    rows = newRows;
    cols = newCols;
    resized = true;
  }

  void inputTaken(long bytes) {
    inputBytes += bytes;
  }

  void inputClosed() {
    inputClosed = true;
  }

  boolean inputOpen() {
    return !inputClosed;
  }

  boolean resized() {
    return resized;
  }

  int rows() {
    return rows;
  }

  int cols() {
    return cols;
  }

  boolean judged() {
    return exit != null;
  }

  JsonObject exit() {
    if (exit == null) {
      throw new IllegalStateException("not ended");
    }
    return exit;
  }

  JsonObject toJson(
      SessionState state, SessionOutput output, @Nullable ClientRun run, String node) {
    SessionOptions options = plan.options();
    JsonObject json =
        new JsonObject()
            .put("id", plan.id().value())
            .put("owner", plan.owner())
            .put("operation", options.operation().name())
            .put("state", state.wireName());
    if (state.phase() != null) {
      json.put("phase", state.phase());
    }
    json.put("image", options.image().orElse(null))
        .put("containerName", containerName())
        .put("containerId", containerId)
        .put("tty", options.tty())
        .put("rows", rows)
        .put("cols", cols)
        .put("argv", argv())
        .put("labels", new JsonObject(new LinkedHashMap<>(options.labels())))
        .put("createdAt", RecordJson.time(createdAt))
        .put("startedAt", startedAt == null ? null : RecordJson.time(startedAt))
        .put("endedAt", endedAt == null ? null : RecordJson.time(endedAt))
        .put("lastActivityAt", RecordJson.time(output.lastActivity()))
        .put("node", node)
        .put("pid", run == null || run.finished() ? null : pid)
        .put("output", output(output.journal(), options.tty()))
        .put("input", new JsonObject().put("bytes", inputBytes).put("open", !inputClosed))
        .put("exit", exit == null ? null : exit.copy());
    return json;
  }

  private @Nullable String containerName() {
    String name = plan.command().containerName();
    return name.isEmpty() ? null : name;
  }

  private JsonArray argv() {
    return new JsonArray(List.copyOf(plan.command().shownArgv()));
  }

  /// How a journal shows in its session.
  ///
  /// @param tty whether its one stream is a terminal
  static JsonObject output(SessionJournal journal, boolean tty) {
    JsonObject json =
        new JsonObject().put("firstSeq", journal.firstSeq()).put("nextSeq", journal.nextSeq());
    if (tty) {
      json.put("ttyBytes", journal.streamBytes(StreamName.TTY));
    } else {
      json.put("stdoutBytes", journal.streamBytes(StreamName.STDOUT))
          .put("stderrBytes", journal.streamBytes(StreamName.STDERR));
    }
    return json.put("retainedBytes", journal.retainedBytes())
        .put("droppedBytes", journal.droppedBytes())
        .put("writtenSeq", journal.writtenSeq())
        .put("storage", journal.storageProblem() == null ? "disk" : "memory");
  }
}
