package io.podbus.protocol;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A [Failure] as callers see it: a problem of RFC 9457 over HTTP, and the message of a
/// `ReplyException` over the bus. The only place that knows codes, numbers and statuses.
public final class Problem {
  private static final String TYPE = "urn:podbus:problem:";

  /// What is fixed for a kind of failure.
  ///
  /// @param number the failure code on the bus: appended to, never changed, never used again
  /// @param code stable, kebab case
  /// @param status of the HTTP response
  /// @param title what the code means, in a few words
  /// @param retryable whether the same request may succeed later, unchanged
  public record Kind(int number, String code, int status, String title, boolean retryable) {}

  private static final Kind SESSION_NOT_FOUND =
      new Kind(7, "session-not-found", 404, "No such session", false);

  private Problem() {}

  /// What is fixed for this failure.
  public static Kind kind(Failure failure) {
    return switch (failure) {
      case Failure.MalformedJson _ ->
          new Kind(1, "malformed-json", 400, "The body is no JSON", false);
      case Failure.InvalidOptions _ ->
          new Kind(2, "invalid-options", 400, "The request is not valid", false);
      case Failure.Unauthenticated _ ->
          new Kind(3, "unauthenticated", 401, "Who is calling is not known", false);
      case Failure.PolicyDenied _ ->
          new Kind(4, "policy-denied", 403, "The policy does not allow this", false);
      case Failure.Forbidden _ ->
          new Kind(5, "forbidden", 403, "This caller may not do this", false);
      case Failure.NotFound _ -> new Kind(6, "not-found", 404, "Nothing is here", false);
      case Failure.SessionNotFound _ -> SESSION_NOT_FOUND;
      case Failure.MethodNotAllowed _ ->
          new Kind(8, "method-not-allowed", 405, "This path does not take this method", false);
      case Failure.SessionEnded _ ->
          new Kind(9, "session-ended", 409, "The session has ended", false);
      case Failure.ContainerNameInUse _ ->
          new Kind(10, "container-name-in-use", 409, "The container name is taken", false);
      case Failure.NotATerminal _ ->
          new Kind(11, "not-a-terminal", 409, "The session has no terminal", false);
      case Failure.InputClosed _ ->
          new Kind(12, "input-closed", 409, "The session takes no more input", false);
      case Failure.OutputGone _ ->
          new Kind(13, "output-gone", 410, "The output is no longer there", false);
      case Failure.InputTooLarge _ ->
          new Kind(14, "input-too-large", 413, "The body is too large", false);
      case Failure.UnsupportedMediaType _ ->
          new Kind(15, "unsupported-media-type", 415, "This media type is not taken", false);
      case Failure.InvalidRange _ ->
          new Kind(16, "invalid-range", 416, "The range is not there", false);
      case Failure.TooManySessions _ ->
          new Kind(17, "too-many-sessions", 429, "All sessions are in use", true);
      case Failure.RateLimited _ -> new Kind(18, "rate-limited", 429, "Too many requests", true);
      case Failure.Internal _ -> new Kind(19, "internal", 500, "The service failed", false);
      case Failure.PodmanFailed _ ->
          new Kind(20, "podman-failed", 502, "Podman refused or failed", false);
      case Failure.PodmanUnavailable _ ->
          new Kind(21, "podman-unavailable", 503, "Podman cannot be run", true);
      case Failure.Draining _ ->
          new Kind(22, "draining", 503, "The service is shutting down", true);
      case Failure.TimedOut _ -> new Kind(23, "timeout", 504, "It took too long", true);
      case Failure.WrongState _ ->
          new Kind(24, "wrong-state", 409, "Not possible in this state", false);
      case Failure.ContainerNotFound _ ->
          new Kind(25, "container-not-found", 404, "No such container", false);
      case Failure.ImageNotFound _ -> new Kind(26, "image-not-found", 404, "No such image", false);
      case Failure.PodNotFound _ -> new Kind(27, "pod-not-found", 404, "No such pod", false);
      case Failure.VolumeNotFound _ ->
          new Kind(28, "volume-not-found", 404, "No such volume", false);
      case Failure.NetworkNotFound _ ->
          new Kind(29, "network-not-found", 404, "No such network", false);
      case Failure.SecretNotFound _ ->
          new Kind(30, "secret-not-found", 404, "No such secret", false);
      case Failure.ObjectNotFound _ ->
          new Kind(31, "object-not-found", 404, "Nothing of this name", false);
      case Failure.PathNotFound _ -> new Kind(32, "path-not-found", 404, "No such path", false);
      case Failure.InUse _ -> new Kind(33, "in-use", 409, "Taken, or still needed", false);
      case Failure.RegistryUnauthorized _ ->
          new Kind(34, "registry-unauthorized", 502, "The registry refuses access", false);
      case Failure.RegistryUnreachable _ ->
          new Kind(35, "registry-unreachable", 502, "The registry cannot be reached", true);
      case Failure.RegistryFailed _ ->
          new Kind(36, "registry-failed", 502, "The registry failed, or is not trusted", false);
      case Failure.OutOfLocks _ ->
          new Kind(37, "out-of-locks", 507, "Podman has no lock left", true);
      case Failure.StorageFull _ ->
          new Kind(38, "storage-full", 507, "Podman's disk is full", true);
      case Failure.NodeUnreachable _ ->
          new Kind(39, "node-unreachable", 503, "The session's node does not answer", true);
    };
  }

  /// The problem object, without `instance`, which only the gateway knows.
  public static JsonObject toJson(Failure failure) {
    Kind kind = kind(failure);
    JsonObject json =
        new JsonObject()
            .put("type", TYPE + kind.code())
            .put("title", kind.title())
            .put("status", kind.status())
            .put("detail", failure.detail())
            .put("code", kind.code())
            .put("retryable", kind.retryable());
    switch (failure) {
      case Failure.InvalidOptions invalid -> json.put("errors", errors(invalid.violations()));
      case Failure.PolicyDenied denied -> json.put("errors", errors(denied.violations()));
      case Failure.OutputGone gone -> json.put("availableFrom", gone.availableFrom());
      case Failure.PodmanFailed failed ->
          json.put("exitCode", failed.exitCode()).put("stderr", failed.stderr());
      case Failure.TimedOut timedOut -> {
        if (timedOut.acceptedBytes() != null) {
          json.put("acceptedBytes", timedOut.acceptedBytes());
        }
      }
      default -> {}
    }
    retryAfterSeconds(failure)
        .ifPresent(seconds -> json.put("retryAfterMs", Math.multiplyExact(seconds, 1000)));
    return json;
  }

  /// The failure as a reply on the bus: our number, and the problem object as its message.
  public static ReplyException toReply(Failure failure) {
    return new ReplyException(
        ReplyFailure.RECIPIENT_FAILURE, kind(failure).number(), toJson(failure).encode());
  }

  /// The problem object of whatever a request on the bus failed with.
  ///
  /// An address that nobody listens on is a session that is not there.
  ///
  /// @return null where the cause is none of ours: the caller logs it and answers `internal`
  public static @Nullable JsonObject fromReply(Throwable cause) {
    if (cause instanceof FailureException failed) {
      return toJson(failed.failure());
    }
    if (!(cause instanceof ReplyException reply)) {
      return null;
    }
    return switch (reply.failureType()) {
      case NO_HANDLERS -> toJson(new Failure.SessionNotFound("There is no session of this id."));
      case TIMEOUT ->
          toJson(new Failure.TimedOut("The session did not answer in time; ask again.", null));
      case RECIPIENT_FAILURE -> parse(reply.getMessage());
      case ERROR -> null;
    };
  }

  /// The code of whatever a request on the bus failed with; `internal` where it is none of ours.
  public static String code(Throwable cause) {
    JsonObject problem = fromReply(cause);
    return problem == null ? "internal" : problem.getString("code");
  }

  private static @Nullable JsonObject parse(@Nullable String message) {
    if (message == null || !message.startsWith("{")) {
      return null;
    }
    try {
      JsonObject json = new JsonObject(message);
      return json.containsKey("code") && json.containsKey("status") ? json : null;
    } catch (DecodeException e) {
      return null;
    }
  }

  private static OptionalInt retryAfterSeconds(Failure failure) {
    return switch (failure) {
      case Failure.TooManySessions tooMany -> OptionalInt.of(tooMany.retryAfterSeconds());
      case Failure.RateLimited limited -> OptionalInt.of(limited.retryAfterSeconds());
      case Failure.PodmanUnavailable unavailable -> OptionalInt.of(unavailable.retryAfterSeconds());
      case Failure.Draining draining -> OptionalInt.of(draining.retryAfterSeconds());
      case Failure.NodeUnreachable away -> OptionalInt.of(away.retryAfterSeconds());
      default -> OptionalInt.empty();
    };
  }

  private static JsonArray errors(List<Failure.Violation> violations) {
    JsonArray array = new JsonArray();
    for (Failure.Violation violation : violations) {
      array.add(
          new JsonObject().put("pointer", violation.pointer()).put("detail", violation.detail()));
    }
    return array;
  }
}
