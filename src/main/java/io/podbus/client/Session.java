package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A session as it was when the service answered. Immutable.
///
/// @param id 26 characters
/// @param owner whose it is
/// @param operation such as `run` or `exec`
/// @param phase what of [SessionState#STARTING] it is: `queued`, `pulling` or `launching`
/// @param containerId the engine's, once it is known
/// @param argv what is run; secrets are masked
/// @param labels the caller's
/// @param startedAt when the program began to run
/// @param node the node that has it
/// @param pid of the podman client, while there is one
/// @param exit how it ended; empty before
/// @param json all that the service said
public record Session(
    String id,
    String owner,
    String operation,
    SessionState state,
    Optional<String> phase,
    Optional<String> image,
    Optional<String> containerName,
    Optional<String> containerId,
    boolean tty,
    int rows,
    int cols,
    List<String> argv,
    Map<String, String> labels,
    Optional<Instant> createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Instant> lastActivityAt,
    String node,
    OptionalLong pid,
    Output output,
    Input input,
    Optional<Exit> exit,
    JsonObject json) {
  /// What the session's journal holds.
  ///
  /// @param firstSeq the first record that is still there
  /// @param nextSeq the record that comes next
  /// @param bytes written so far, by the name of the stream
  /// @param retainedBytes of them still there
  /// @param droppedBytes of them no longer there
  /// @param writtenSeq up to here it survives a crash of the service; -1 for none
  public record Output(
      long firstSeq,
      long nextSeq,
      Map<String, Long> bytes,
      long retainedBytes,
      long droppedBytes,
      long writtenSeq) {}

  /// What the program was sent.
  ///
  /// @param bytes taken by it
  /// @param open whether it takes more
  public record Input(long bytes, boolean open) {}

  private static final String COUNTED = "Bytes";

  static Session of(JsonObject json) {
    return new Session(
        Json.text(json, "id"),
        Json.text(json, "owner"),
        Json.text(json, "operation"),
        SessionState.of(Json.text(json, "state")),
        Json.optionalText(json, "phase"),
        Json.optionalText(json, "image"),
        Json.optionalText(json, "containerName"),
        Json.optionalText(json, "containerId"),
        Json.flag(json, "tty"),
        Json.whole(json, "rows"),
        Json.whole(json, "cols"),
        Json.texts(json, "argv"),
        Json.textMap(json, "labels"),
        Json.time(json, "createdAt"),
        Json.time(json, "startedAt"),
        Json.time(json, "endedAt"),
        Json.time(json, "lastActivityAt"),
        Json.text(json, "node"),
        Json.optionalNumber(json, "pid"),
        output(Json.object(json, "output").orElseGet(JsonObject::new)),
        input(Json.object(json, "input").orElseGet(JsonObject::new)),
        Json.object(json, "exit").map(Exit::of),
        json);
  }

  private static Output output(JsonObject json) {
    Map<String, Long> bytes = new HashMap<>();
    for (String stream : List.of("stdout", "stderr", "tty")) {
      Json.optionalNumber(json, stream + COUNTED).ifPresent(count -> bytes.put(stream, count));
    }
    return new Output(
        Json.number(json, "firstSeq"),
        Json.number(json, "nextSeq"),
        Map.copyOf(bytes),
        Json.number(json, "retainedBytes"),
        Json.number(json, "droppedBytes"),
        Json.optionalNumber(json, "writtenSeq").orElse(-1));
  }

  private static Input input(JsonObject json) {
    return new Input(Json.number(json, "bytes"), Json.flag(json, "open"));
  }

  /// All that the service said; a copy.
  @Override
  public JsonObject json() {
    return json.copy();
  }
}
