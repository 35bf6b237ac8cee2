package io.podbus.podman;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// A session's end: its last state, and what `exit` says.
///
/// @param code the program's, or where the engine failed the engine's; null where there is none
/// @param signal by name, null for none
/// @param reason one of the words of the contract
/// @param oomKilled whether the kernel killed something in the container for want of memory
/// @param error where the engine failed, which of its failures it was
///   ([io.podbus.podman.engine.EngineFailures#code]); else null
/// @param message a sentence, null where the reason says it all
public record SessionEnd(
    State state,
    @Nullable Integer code,
    @Nullable String signal,
    String reason,
    boolean oomKilled,
    @Nullable String error,
    @Nullable String message) {
  /// An end that is no failure of the engine.
  SessionEnd(
      State state,
      @Nullable Integer code,
      @Nullable String signal,
      String reason,
      boolean oomKilled,
      @Nullable String message) {
    this(state, code, signal, reason, oomKilled, null, message);
  }

  /// The reason of an end that podman itself brought about, before any program ran.
  static final String PODMAN_ERROR = "podman-error";

  /// The states in which a session can end.
  public enum State {
    /// The program ran.
    EXITED("exited"),
    /// Nothing ran.
    FAILED("failed"),
    /// Nobody knows: its node is gone.
    LOST("lost");

    private final String wireName;

    State(String wireName) {
      this.wireName = wireName;
    }

    /// The name in JSON.
    public String wireName() {
      return wireName;
    }
  }

  /// Whether the engine failed, so that the code is the engine's and no program's.
  public boolean engineFailed() {
    return reason.equals(PODMAN_ERROR);
  }

  /// The session's `exit`.
  public JsonObject exit() {
    return new JsonObject()
        .put("code", code)
        .put("signal", signal)
        .put("reason", reason)
        .put("oomKilled", oomKilled)
        .put("error", error)
        .put("message", message);
  }
}
