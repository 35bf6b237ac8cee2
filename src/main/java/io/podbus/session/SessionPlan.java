package io.podbus.session;

import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.plan.CommandPlan;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a session is to do, fixed when it is admitted.
///
/// @param owner whose it is
/// @param options as the caller gave them, checked, with defaults
/// @param command what they come to for the engine
/// @param directory the session's private folder
/// @param reader the name of a reader with delivery `block` that follows from the first record
/// @param target the container of somebody else's that it works in or looks at
/// @param trace where its course is told
record SessionPlan(
    SessionId id,
    String owner,
    SessionOptions options,
    CommandPlan command,
    Path directory,
    int retainBytes,
    Duration startTimeout,
    Duration closeGrace,
    Optional<String> reader,
    Optional<Target> target,
    SessionTrace trace) {

  /// A container that is not the session's own.
  ///
  /// @param pid of its first process, as the host sees it; 0 where none runs
  /// @param staticDirectory where the engine keeps the state of its execs
  /// @param pidFile what conmon writes when its program starts
  record Target(String id, long pid, Path staticDirectory, Path pidFile) {}

  SessionKind kind() {
    return SessionKind.of(options);
  }

  /// The name of the operation.
  String operation() {
    return options.operation().name();
  }

  /// Whether it has a container of its own.
  boolean hasContainer() {
    return kind() == SessionKind.CONTAINER;
  }

  /// The flags that choose the engine: they stand before the operation, and before every other
  /// command that concerns this session.
  List<String> globals() {
    return command.globals();
  }

  /// Where text of the engine belongs.
  StreamName engineStream() {
    return options.tty() ? StreamName.TTY : StreamName.STDERR;
  }

  /// Whether a program that ended leaves its container behind, because the caller wants that. Where
  /// it has none, the one that it works with is not its own, and is never touched.
  boolean keepsContainer() {
    return hasContainer() && !options.removeOnExit();
  }
}
