package io.podbus.session;

import io.podbus.podman.Ending;
import org.jspecify.annotations.Nullable;

/// Why a session is ended by us and not by its program.
enum StopCause {
  /// A caller asked for it.
  CLOSED(Ending.Cause.CLOSED),
  /// The service shuts down.
  DRAINED(Ending.Cause.DRAINED),
  /// It ran for longer than its `timeout`.
  TIMEOUT(Ending.Cause.TIMEOUT),
  /// The program did not start in time.
  START_TIMEOUT(Ending.Cause.START_TIMEOUT),
  /// Neither input nor output for `idleTimeoutMs`.
  IDLE_TIMEOUT(Ending.Cause.IDLE_TIMEOUT),
  /// The client died under us: what it left running is ended.
  CLIENT_LOST(null);

  private final Ending.@Nullable Cause ending;

  StopCause(Ending.@Nullable Cause ending) {
    this.ending = ending;
  }

  /// The cause as the exit tells it; null where the exit is that of the client.
  Ending.@Nullable Cause ending() {
    return ending;
  }
}
