package io.podbus.podman.engine;

import io.podbus.podman.engine.EngineMessages.Kind;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Problem;

/// What podman's words come to for a caller: a failure of the contract where a command failed, a
/// code in `exit.error` where a session did. The one table from [EngineMessages.Kind] to either.
/// Pure.
public final class EngineFailures {
  private static final int UNAVAILABLE_RETRY_SECONDS = 5;
  private static final int MAX_STDERR = 4096;

  private EngineFailures() {}

  /// The failure of a command that podman could not do.
  ///
  /// @param detail podman's words, in a sentence of ours or as they are
  /// @param exitCode podman's
  /// @param stderr all that it wrote there
  public static Failure of(Kind kind, String detail, int exitCode, String stderr) {
    return switch (kind) {
      case IMAGE_NOT_KNOWN, IMAGE_NOT_FOUND -> new Failure.ImageNotFound(detail);
      case CONTAINER_NOT_FOUND -> new Failure.ContainerNotFound(detail);
      case POD_NOT_FOUND -> new Failure.PodNotFound(detail);
      case VOLUME_NOT_FOUND -> new Failure.VolumeNotFound(detail);
      case NETWORK_NOT_FOUND -> new Failure.NetworkNotFound(detail);
      case SECRET_NOT_FOUND -> new Failure.SecretNotFound(detail);
      case OBJECT_NOT_FOUND -> new Failure.ObjectNotFound(detail);
      case HOST_PATH_MISSING -> new Failure.PathNotFound(detail);
      case CONTAINER_NAME_IN_USE -> new Failure.ContainerNameInUse(detail);
      case IN_USE -> new Failure.InUse(detail);
      case WRONG_STATE -> new Failure.WrongState(detail);
      case REGISTRY_UNAUTHORIZED -> new Failure.RegistryUnauthorized(detail);
      case REGISTRY_UNREACHABLE -> new Failure.RegistryUnreachable(detail);
      case REGISTRY_FAILED -> new Failure.RegistryFailed(detail);
      case OUT_OF_LOCKS -> new Failure.OutOfLocks(detail);
      case STORAGE_FULL -> new Failure.StorageFull(detail);
      case REMOTE_UNREACHABLE -> new Failure.PodmanUnavailable(detail, UNAVAILABLE_RETRY_SECONDS);
      // Our grammars let it pass: podman knows better.
      case BAD_VALUE, BAD_REFERENCE, CONFLICTING_OPTIONS -> Failure.InvalidOptions.of("", detail);
      case NO_SUCH_COMMAND,
          NOT_EXECUTABLE,
          CANNOT_START,
          BUILD_STEP_FAILED,
          BAD_FLAG,
          STORAGE_MISMATCH,
          CONFIGURATION,
          OTHER ->
          new Failure.PodmanFailed(detail, exitCode, end(stderr));
    };
  }

  /// The code that `exit.error` gives for it. Four stand there alone: a program, or a step of a
  /// build, is no call that could fail with a status.
  public static String code(Kind kind) {
    return switch (kind) {
      case NO_SUCH_COMMAND, NOT_EXECUTABLE, CANNOT_START, BUILD_STEP_FAILED -> kind.wireName();
      default -> Problem.kind(of(kind, "", 0, "")).code();
    };
  }

  private static String end(String text) {
    return text.length() <= MAX_STDERR ? text : text.substring(text.length() - MAX_STDERR);
  }
}
