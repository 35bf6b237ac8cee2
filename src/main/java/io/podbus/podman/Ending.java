package io.podbus.podman;

import org.jspecify.annotations.Nullable;

/// All that is known when a session's client is gone.
///
/// @param client how it went
/// @param started whether the program ran
/// @param oomSeen whether the kernel killed something in the container for want of memory
/// @param sentSignal the last signal that a caller had us send to the program, null for none
/// @param cause why we ended the session, null where it ended by itself
/// @param engineStderr what was written to stderr, as far as podman may have written it
public record Ending(
    Client client,
    Started started,
    boolean oomSeen,
    @Nullable Integer sentSignal,
    @Nullable Cause cause,
    String engineStderr) {
  /// How the client went.
  public sealed interface Client {
    /// With this code, 0 to 255; of a detached run, the code that podman found out later.
    record Exited(int code) implements Client {}

    /// By this signal.
    record Killed(int signal) implements Client {}

    /// It could not be spawned.
    record NotSpawned(String message) implements Client {}

    /// Its end was never seen; there is no code.
    record Unseen() implements Client {}
  }

  /// Whether the program ran.
  public enum Started {
    /// The pid file was written, or the program was seen.
    YES,
    /// There is a place for a pid file, and none was written.
    NO,
    /// Nothing can tell: exec, and remote engines.
    UNKNOWN,
    /// There is no program: the client did all there was to do.
    CLIENT_ALONE
  }

  /// Why we ended it.
  public enum Cause {
    CLOSED("closed", "The session was closed."),
    DRAINED("drained", "The service is shutting down."),
    TIMEOUT("timeout", "The session ran longer than its timeout."),
    IDLE_TIMEOUT(
        "idle-timeout", "There was neither input nor output for longer than idleTimeoutMs."),
    START_TIMEOUT("start-timeout", "The program did not start within startTimeoutMs."),
    LOST("lost", "The node that had the session is gone.");

    private final String reason;
    private final String message;

    Cause(String reason, String message) {
      this.reason = reason;
      this.message = message;
    }

    /// The word in `exit.reason`.
    public String reason() {
      return reason;
    }

    String message() {
      return message;
    }
  }
}
