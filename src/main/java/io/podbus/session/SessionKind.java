package io.podbus.session;

import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.options.SessionOptions;

/// What a session has behind its client. That decides how it is ended, whose its exit code is, and
/// what its failure comes to.
enum SessionKind {
  /// A container of its own.
  CONTAINER,
  /// A program in somebody's container.
  PROGRAM,
  /// A container that is somebody's, started by the session and looked at.
  START,
  /// A container that is somebody's, looked at.
  ATTACH,
  /// A build: programs that come and go, and what the engine keeps until it is done.
  BUILD,
  /// The client alone, which goes on until what it shows does.
  STREAM,
  /// The client alone, which is done when it has answered.
  COMMAND;

  static SessionKind of(SessionOptions options) {
    Operation operation = options.operation();
    if (operation.is(Trait.CREATES_CONTAINER)) {
      return CONTAINER;
    }
    if (operation.is(Trait.MARKED)) {
      return PROGRAM;
    }
    if (operation.is(Trait.BUILD_CONTEXT)) {
      return BUILD;
    }
    if (!options.streams()) {
      return COMMAND;
    }
    if (operation.is(Trait.ATTACHES)) {
      return operation.is(Trait.STREAMS) ? ATTACH : START;
    }
    return STREAM;
  }

  /// Whether podman's failure is the session's, and has a status of its own; a program that ends
  /// with a code has not failed.
  boolean isOneShot() {
    return this == COMMAND || this == STREAM;
  }

  /// Whether nothing runs but the client, so that its code is all there is.
  boolean isClientAlone() {
    return isOneShot() || this == BUILD;
  }

  /// Whether it works on the program of a container that is not the session's.
  boolean isGuest() {
    return this == START || this == ATTACH;
  }
}
