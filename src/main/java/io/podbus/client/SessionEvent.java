package io.podbus.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A record of a session's journal. Immutable, beside the buffer, which is the receiver's own.
public sealed interface SessionEvent {
  /// Its number; they rise. To go on behind it is to follow from `seq() + 1`.
  long seq();

  /// What the program wrote.
  ///
  /// @param stream `stdout`, `stderr` or `tty`
  /// @param offset the position of its first byte in its stream
  /// @param time when it was read from the program
  /// @param fromEngine whether podman said it before the program ran
  /// @param more whether the rest of the record comes next, under the same number: over the bus,
  ///   where the window does not reach for all of it
  record Output(
      long seq,
      String stream,
      long offset,
      Optional<Instant> time,
      Buffer bytes,
      boolean fromEngine,
      boolean more)
      implements SessionEvent {
    /// The bytes as UTF-8. Characters that a part of a record cuts become replacement characters:
    /// for exact text, join bytes first.
    public String text() {
      return bytes.toString();
    }

    /// What is behind the first bytes.
    Output from(int skipped) {
      return new Output(
          seq,
          stream,
          offset + skipped,
          time,
          bytes.slice(skipped, bytes.length()),
          fromEngine,
          more);
    }
  }

  /// The session's state, or where its output is kept, has changed.
  ///
  /// @param json with what else is said, such as `position` or `storage`
  record StateChanged(long seq, SessionState state, Optional<String> phase, JsonObject json)
      implements SessionEvent {}

  /// The terminal got this size.
  record Resized(long seq, int rows, int cols) implements SessionEvent {}

  /// Records that this reader does not get.
  ///
  /// @param seq the last of them
  /// @param bytes how much output; empty where it is not known any more
  /// @param reason `retention`, `latest`, `storage` or `corrupt`
  record Gap(long fromSeq, long seq, OptionalLong bytes, String reason) implements SessionEvent {}

  /// The end: comes once, and last.
  record Ended(long seq, Exit exit) implements SessionEvent {}

  /// The event of that type.
  ///
  /// @param type as on the wire
  /// @return empty where this client does not know the type
  static Optional<SessionEvent> of(String type, long seq, JsonObject data) {
    return switch (type) {
      case "state" ->
          Optional.of(
              new StateChanged(
                  seq,
                  SessionState.of(Json.text(data, "state")),
                  Json.optionalText(data, "phase"),
                  data));
      case "resize" ->
          Optional.of(new Resized(seq, Json.whole(data, "rows"), Json.whole(data, "cols")));
      case "gap" ->
          Optional.of(
              new Gap(
                  Json.number(data, "fromSeq"),
                  Json.optionalNumber(data, "toSeq").orElse(seq),
                  Json.optionalNumber(data, "bytes"),
                  Json.text(data, "reason")));
      case "exit" -> Optional.of(new Ended(seq, Exit.of(data)));
      default -> Optional.empty();
    };
  }
}
