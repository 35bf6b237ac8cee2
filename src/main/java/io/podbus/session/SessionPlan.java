package io.podbus.session;

import io.podbus.podman.catalog.Operation;
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
/// @param options as the caller gave them, checked, with defaults
/// @param command what they come to for the engine
/// @param directory the session's private folder
/// @param reader the name of a reader with delivery `block` that follows from the first record
/// @param target of an exec, the container in which it runs
record SessionPlan(
    SessionId id,
    SessionOptions options,
    CommandPlan command,
    Path directory,
    int retainBytes,
    Duration startTimeout,
    Duration closeGrace,
    Optional<String> reader,
    Optional<ExecTarget> target) {

  /// The container in which an exec runs.
  ///
  /// @param containerPid of its first process, as the host sees it
  /// @param staticDirectory where the engine keeps the state of its execs
  record ExecTarget(String containerId, long containerPid, Path staticDirectory) {}

  /// The name of the operation.
  String operation() {
    return options.operation().name();
  }

  /// Whether it runs in somebody's container, and has none of its own.
  boolean isExec() {
    return options.operation().is(Operation.Trait.MARKED);
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

  /// Whether a program that ended leaves its container behind, because the caller wants that. An
  /// exec has none: the one that it runs in is not its own, and is never touched.
  boolean keepsContainer() {
    return !isExec() && !options.removeOnExit();
  }
}
