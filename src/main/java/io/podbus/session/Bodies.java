package io.podbus.session;

import io.podbus.process.Signal;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.ReadRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the bodies of messages to a session: a value of the wrong type or out of its bounds is
/// `invalid-options` with a pointer, never a default. Pure.
final class Bodies {
  private static final int MAX_READ_BYTES = 4 * 1024 * 1024;
  private static final int DEFAULT_READ_BYTES = 256 * 1024;
  private static final long MAX_READ_WAIT_MILLIS = 25_000;

  private Bodies() {}

  /// The body as an object; none is an empty one.
  static JsonObject object(@Nullable Object body) {
    if (body == null) {
      return new JsonObject();
    }
    if (body instanceof JsonObject json) {
      return json;
    }
    throw invalid("", "The body is a JSON object.");
  }

  /// Refuses every field that is not named.
  static void only(JsonObject body, String... names) {
    for (String name : body.fieldNames()) {
      if (!List.of(names).contains(name)) {
        throw invalid(
            "/" + name,
            "\"%s\" is not known here; known are: %s.".formatted(name, String.join(", ", names)));
      }
    }
  }

  static Signal signal(JsonObject body) {
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
  static int size(JsonObject body, String name) {
    if (body.getValue(name) instanceof Integer size && size >= 1 && size <= 1000) {
      return size;
    }
    throw invalid("/" + name, "\"" + name + "\" is a whole number from 1 to 1000.");
  }

  static Optional<Duration> millis(JsonObject body, String name, long min, long max) {
    return whole(body, name, min, max).map(Duration::ofMillis);
  }

  private static Optional<Long> whole(JsonObject body, String name, long min, long max) {
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

  /// The action `read`: `{"fromSeq", "maxBytes", "waitMs", "delivery", "reader", "blockMaxMs"}`.
  static ReadRequest readRequest(JsonObject body) {
    only(body, "fromSeq", "maxBytes", "waitMs", "delivery", "reader", "blockMaxMs");
    Delivery delivery = Delivery.RETAINED;
    if (body.containsKey("delivery")) {
      delivery =
          Optional.ofNullable(body.getValue("delivery"))
              .map(Object::toString)
              .flatMap(Delivery::parse)
              .orElseThrow(
                  () -> invalid("/delivery", "\"delivery\" is retained, latest or block."));
    }
    Object reader = body.getValue("reader");
    if (reader != null && !(reader instanceof String)) {
      throw invalid("/reader", "\"reader\" is a string.");
    }
    if (delivery == Delivery.BLOCK && reader == null) {
      throw invalid("/reader", "Delivery \"block\" needs a \"reader\": a name of your choice.");
    }
    return new ReadRequest(
        (String) reader,
        whole(body, "fromSeq", 0, Long.MAX_VALUE).orElse(null),
        whole(body, "maxBytes", 1, MAX_READ_BYTES).map(Long::intValue).orElse(DEFAULT_READ_BYTES),
        millis(body, "waitMs", 0, MAX_READ_WAIT_MILLIS).orElse(Duration.ZERO),
        delivery,
        millis(body, "blockMaxMs", 1, 86_400_000).orElse(null));
  }

  private static FailureException invalid(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
