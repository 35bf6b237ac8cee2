package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a request was not done, or a stream broke: the same over HTTP and over the bus. Immutable;
/// any thread.
///
/// Codes and statuses are those of docs/protocol.md, with two of the client's own for what the
/// service did not say itself: [#UNREACHABLE] and [#UNEXPECTED].
public final class PodbusException extends RuntimeException {
  /// No answer: nobody listens there, the connection broke, or the time was over. Retryable, with
  /// status 0; whether the request was done is not known.
  public static final String UNREACHABLE = "unreachable";

  /// An answer that is none of the service's.
  public static final String UNEXPECTED = "unexpected";

  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;
  private final boolean retryable;

  /// Not for serialization, as little as the rest of the problem.
  private final transient JsonObject problem;

  private PodbusException(
      String code,
      int status,
      boolean retryable,
      String message,
      JsonObject problem,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.status = status;
    this.retryable = retryable;
    this.problem = problem;
  }

  /// What the service said.
  static PodbusException of(JsonObject problem, @Nullable Throwable cause) {
    String code = problem.getString("code", UNEXPECTED);
    String detail = problem.getString("detail", problem.getString("title", ""));
    return new PodbusException(
        code,
        problem.getInteger("status", 0),
        problem.getBoolean("retryable", false),
        detail.isEmpty() ? code : code + ": " + detail,
        problem,
        cause);
  }

  static PodbusException unreachable(String message, @Nullable Throwable cause) {
    String whole = cause == null ? message : message + ": " + cause;
    return new PodbusException(UNREACHABLE, 0, true, whole, new JsonObject(), cause);
  }

  /// @param status of the answer; 0 over the bus
  static PodbusException unexpected(int status, String message, @Nullable Throwable cause) {
    return new PodbusException(UNEXPECTED, status, false, message, new JsonObject(), cause);
  }

  /// Whatever failed, as this exception.
  static PodbusException wrap(Throwable cause) {
    return cause instanceof PodbusException podbus
        ? podbus
        : unreachable("The service could not be asked", cause);
  }

  /// Stable, in kebab case, such as `invalid-options`; new ones may be added.
  public String code() {
    return code;
  }

  /// The status of HTTP, also over the bus; 0 where the service said nothing.
  public int status() {
    return status;
  }

  /// Whether the same request may succeed later, unchanged.
  public boolean retryable() {
    return retryable;
  }

  /// When that may be, where the service says so.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(problem.getLong("retryAfterMs")).map(Duration::ofMillis);
  }

  /// What is wrong with the request, place by place.
  public List<Violation> errors() {
    return Json.objects(problem, "errors").stream()
        .map(each -> new Violation(Json.text(each, "pointer"), Json.text(each, "detail")))
        .toList();
  }

  /// All that the service said (RFC 9457), with the fields that few problems have, such as
  /// `acceptedBytes`. A copy.
  public JsonObject problem() {
    return problem.copy();
  }
}
