package io.podbus.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a request was not done: one record per condition, the same over HTTP and the bus.
///
/// [Problem] gives each its code, number, status and JSON.
public sealed interface Failure {
  /// One sentence for the caller: what is wrong and, where it is known, what would be right.
  String detail();

  /// One thing that is wrong with a request.
  ///
  /// @param pointer where, as an RFC 6901 pointer into the body; `""` for the whole
  record Violation(String pointer, String detail) {}

  record MalformedJson(String detail) implements Failure {}

  /// @param violations at least one
  record InvalidOptions(String detail, List<Violation> violations) implements Failure {
    public InvalidOptions {
      violations = List.copyOf(violations);
    }

    /// For a single violation, whose detail becomes the problem's own.
    public static InvalidOptions of(String pointer, String detail) {
      return new InvalidOptions(detail, List.of(new Violation(pointer, detail)));
    }
  }

  record Unauthenticated(String detail) implements Failure {}

  record Forbidden(String detail) implements Failure {}

  record PolicyDenied(String detail, List<Violation> violations) implements Failure {
    public PolicyDenied {
      violations = List.copyOf(violations);
    }
  }

  record SessionNotFound(String detail) implements Failure {}

  /// Nothing stands at this path.
  record NotFound(String detail) implements Failure {}

  /// @param allow the methods that the path takes, as the `Allow` header writes them
  record MethodNotAllowed(String detail, String allow) implements Failure {}

  record SessionEnded(String detail) implements Failure {}

  record ContainerNameInUse(String detail) implements Failure {}

  record NotATerminal(String detail) implements Failure {}

  record InputClosed(String detail) implements Failure {}

  /// The container, or the session, is not in a state in which this can be done.
  record WrongState(String detail) implements Failure {}

  record ContainerNotFound(String detail) implements Failure {}

  record ImageNotFound(String detail) implements Failure {}

  record PodNotFound(String detail) implements Failure {}

  record VolumeNotFound(String detail) implements Failure {}

  record NetworkNotFound(String detail) implements Failure {}

  record SecretNotFound(String detail) implements Failure {}

  /// Nothing of that name, of whatever kind.
  record ObjectNotFound(String detail) implements Failure {}

  /// A path on the host or in a container.
  record PathNotFound(String detail) implements Failure {}

  /// A name is taken, or something else still needs what was to go.
  record InUse(String detail) implements Failure {}

  record RegistryUnauthorized(String detail) implements Failure {}

  record RegistryUnreachable(String detail) implements Failure {}

  /// The registry answered, but not with what was asked for; or its certificate is not trusted.
  record RegistryFailed(String detail) implements Failure {}

  /// The engine has no lock left for one more container, pod or volume.
  record OutOfLocks(String detail) implements Failure {}

  /// The engine's disk is full.
  record StorageFull(String detail) implements Failure {}

  /// @param availableFrom the first byte or record that is still there
  record OutputGone(String detail, long availableFrom) implements Failure {}

  record InputTooLarge(String detail) implements Failure {}

  record UnsupportedMediaType(String detail) implements Failure {}

  record InvalidRange(String detail) implements Failure {}

  record TooManySessions(String detail, int retryAfterSeconds) implements Failure {}

  record RateLimited(String detail, int retryAfterSeconds) implements Failure {}

  /// Our own fault. The incident's id stands in the log beside the cause; the caller gets the id.
  record Internal(String detail) implements Failure {}

  /// @param exitCode podman's, null where it gave none
  /// @param stderr what podman said
  record PodmanFailed(String detail, @Nullable Integer exitCode, String stderr)
      implements Failure {}

  record PodmanUnavailable(String detail, int retryAfterSeconds) implements Failure {}

  /// The node that has the session does not answer, or nobody knows whether it would.
  record NodeUnreachable(String detail, int retryAfterSeconds) implements Failure {}

  record Draining(String detail, int retryAfterSeconds) implements Failure {}

  /// @param acceptedBytes of an input, how much the program has taken; null elsewhere
  record TimedOut(String detail, @Nullable Long acceptedBytes) implements Failure {}
}
