package io.podbus.session;

import org.jspecify.annotations.Nullable;

/// Where a session is in its life.
enum SessionState {
  /// Admitted; waits for its turn to start.
  QUEUED("starting", "queued"),
  /// The image is being fetched, as a step of its own.
  PULLING("starting", "pulling"),
  /// The client runs; the program does not, yet.
  LAUNCHING("starting", "launching"),
  /// The program runs.
  RUNNING("running", null),
  /// The container is frozen.
  PAUSED("paused", null),
  /// It is being ended, until there is proof that nothing is left.
  STOPPING("stopping", null),
  /// The program ran and ended, or was ended.
  EXITED("exited", null),
  /// Nothing ran; the exit says why.
  FAILED("failed", null);

  private final String wireName;
  private final @Nullable String phase;

  SessionState(String wireName, @Nullable String phase) {
    this.wireName = wireName;
    this.phase = phase;
  }

  /// The state as the contract names it.
  String wireName() {
    return wireName;
  }

  /// What of `starting` it is; null in every other state.
  @Nullable String phase() {
    return phase;
  }

  boolean ended() {
    return this == EXITED || this == FAILED;
  }
}
