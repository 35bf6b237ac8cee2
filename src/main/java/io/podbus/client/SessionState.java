package io.podbus.client;

import java.util.Locale;

/// Where a session is in its life.
public enum SessionState {
  STARTING,
  RUNNING,
  PAUSED,
  STOPPING,
  /// The program has ended, and nothing of it is left.
  EXITED,
  /// No program ran.
  FAILED,
  /// The service, or its node, ended without notice while the session ran.
  LOST,
  /// One that this client does not know yet.
  UNKNOWN;

  /// Whether nothing comes after it.
  public boolean ended() {
    return this == EXITED || this == FAILED || this == LOST;
  }

  /// The name on the wire.
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SessionState of(String name) {
    for (SessionState state : values()) {
      if (state.wireName().equals(name)) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
