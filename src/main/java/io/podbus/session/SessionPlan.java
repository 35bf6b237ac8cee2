package io.podbus.session;

import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.plan.CommandPlan;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.podbus.session.relay.LogView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a session is to do, fixed when it is admitted.
///
/// @param owner whose it is
/// @param options as the caller gave them, checked, with defaults
/// @param command what they come to for the engine
/// @param directory the session's private folder
/// @param reader the name of a reader with delivery `block` that follows from the first record
/// @param target the container of somebody else's that it works in or looks at
/// @param shown the session whose output this one shows, instead of a client of podman's
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
    Optional<Shown> shown,
    SessionTrace trace) {

  /// A container that is not the session's own.
  ///
  /// @param pid of its first process, as the host sees it; 0 where none runs
  /// @param staticDirectory where the engine keeps the state of its execs
  /// @param pidFile what conmon writes when its program starts
  record Target(String id, long pid, Path staticDirectory, Path pidFile) {}

  /// A session that is shown in this one. Its caller reaches it: that was asked at admission.
  record Shown(SessionId id, String owner) {}

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

  /// Whether its output is nowhere but in its own journal: the engine has no log of it, and lets
  /// nobody look on.
  boolean isItsOwnLog() {
    return hasContainer()
        && !options.isRemote()
        && ("passthrough".equals(command.logDriver()) || "none".equals(command.logDriver()));
  }

  /// Whether something can be typed: to its client, or past it to a detached program.
  boolean takesInput() {
    return command.stdinWanted() || (options.detach() && options.interactive());
  }

  /// Which part of a log is asked for.
  LogView logView(long nowMillis) {
    return LogView.of(
        options.flag("follow"),
        options
            .value("tail")
            .map(tail -> OptionalLong.of((Long) tail))
            .orElse(OptionalLong.empty()),
        options.text("since").orElse(null),
        options.text("until").orElse(null),
        options.flag("timestamp"),
        nowMillis);
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
