package io.podbus.session.request;

import io.podbus.process.Signal;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the bodies of messages to a session: a value of the wrong type or out of its bounds is
/// `invalid-options` with a pointer, never a default. Pure.
public final class Bodies {
  private Bodies() {}

  /// The body as an object; none is an empty one.
  public static JsonObject object(@Nullable Object body) {
    if (body == null) {
      return new JsonObject();
    }
    if (body instanceof JsonObject json) {
      return json;
    }
    throw invalid("", "The body is a JSON object.");
  }

  /// Refuses every field that is not named.
  public static void only(JsonObject body, String... names) {
    for (String name : body.fieldNames()) {
      if (!List.of(names).contains(name)) {
        throw invalid(
            "/" + name,
            "\"%s\" is not known here; known are: %s.".formatted(name, String.join(", ", names)));
      }
    }
  }

  public static Signal signal(JsonObject body) {
    only(body, "signal");
    Object value = body.getValue("signal");
    Optional<Signal> signal =
        value instanceof String || value instanceof Integer
            ? Signal.parse(value.toString())
            : Optional.empty();
    return signal.orElseThrow(() ->
        invalid(
            "/signal",
            "\"signal\" is the name of a signal, such as \"SIGINT\" or \"INT\", or its number."));
  }

  /// A number of rows or columns.
  public static int size(JsonObject body, String name) {
    if (body.getValue(name) instanceof Integer size && size >= 1 && size <= 1000) {
      return size;
    }
    throw invalid("/" + name, "\"" + name + "\" is a whole number from 1 to 1000.");
  }

  public static Optional<Duration> millis(JsonObject body, String name, long min, long max) {
    return whole(body, name, min, max).map(Duration::ofMillis);
  }

  public static Optional<Long> whole(JsonObject body, String name, long min, long max) {
    if (!body.containsKey(name)) {
      return Optional.empty();
    }
    Object value = body.getValue(name);
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= min
        && ((Number) value).longValue() <= max) {
      return Optional.of(((Number) value).longValue());
    }
    throw invalid("/" + name, "\"%s\" is a whole number from %d to %d.".formatted(name, min, max));
  }

  public static FailureException invalid(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
