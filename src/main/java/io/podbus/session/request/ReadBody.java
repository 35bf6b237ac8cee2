package io.podbus.session.request;

import static io.podbus.session.request.Bodies.invalid;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.StreamName;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the body of the action `read`, and what others have in common with it. Pure.
public final class ReadBody {
  private static final int MAX_READ_BYTES = 4 * 1024 * 1024;
  private static final int DEFAULT_READ_BYTES = 256 * 1024;
  private static final long MAX_READ_WAIT_MILLIS = 25_000;

  /// The fields that say where to begin, one of which may be there.
  private static final List<String> BEGINNINGS = List.of("fromSeq", "since", "offset", "tailBytes");

  private ReadBody() {}

  /// @throws io.podbus.protocol.FailureException `invalid-options` with a pointer
  public static ReadRequest parse(JsonObject body) {
    Bodies.only(
        body,
        "fromSeq",
        "since",
        "offset",
        "tailBytes",
        "stream",
        "maxBytes",
        "waitMs",
        "delivery",
        "reader",
        "blockMaxMs");
    Delivery delivery = delivery(body);
    String reader = reader(body);
    if (delivery == Delivery.BLOCK && reader == null) {
      throw invalid("/reader", "Delivery \"block\" needs a \"reader\": a name of your choice.");
    }
    StreamName stream = stream(body);
    return new ReadRequest(
        reader,
        from(body, stream),
        stream,
        Bodies.whole(body, "maxBytes", 1, MAX_READ_BYTES)
            .map(Long::intValue)
            .orElse(DEFAULT_READ_BYTES),
        Bodies.millis(body, "waitMs", 0, MAX_READ_WAIT_MILLIS).orElse(Duration.ZERO),
        delivery,
        blockMax(body));
  }

  public static Delivery delivery(JsonObject body) {
    return named(body, "delivery", "retained, latest or block", Delivery::parse)
        .orElse(Delivery.RETAINED);
  }

  public static @Nullable String reader(JsonObject body) {
    Object reader = body.getValue("reader");
    if (reader != null && !(reader instanceof String)) {
      throw invalid("/reader", "\"reader\" is a string.");
    }
    return (String) reader;
  }

  public static @Nullable Duration blockMax(JsonObject body) {
    return Bodies.millis(body, "blockMaxMs", 1, 86_400_000).orElse(null);
  }

  /// The stream that is wanted alone, null for all.
  public static @Nullable StreamName stream(JsonObject body) {
    return named(body, "stream", "stdout, stderr or tty", StreamName::parse).orElse(null);
  }

  private static <T> Optional<T> named(
      JsonObject body, String name, String expected, Function<String, Optional<T>> parse) {
    if (!body.containsKey(name)) {
      return Optional.empty();
    }
    Optional<T> value =
        Optional.ofNullable(body.getValue(name)).map(Object::toString).flatMap(parse);
    if (value.isEmpty()) {
      throw invalid("/" + name, "\"%s\" is %s.".formatted(name, expected));
    }
    return value;
  }

  /// Where to begin; the first record where nothing says so.
  public static From from(JsonObject body, @Nullable StreamName stream) {
    List<String> given = BEGINNINGS.stream().filter(body::containsKey).toList();
    if (given.isEmpty()) {
      return new From.First();
    }
    if (given.size() > 1) {
      throw invalid(
          "/" + given.get(1),
          "\"%s\" and \"%s\" both say where to begin.".formatted(given.get(0), given.get(1)));
    }
    String name = given.getFirst();
    if (name.equals("since")) {
      return new From.Time(time(body));
    }
    long number = Bodies.whole(body, name, 0, Long.MAX_VALUE).orElseThrow();
    return switch (name) {
      case "fromSeq" -> new From.Seq(number);
      case "tailBytes" -> new From.Tail(number);
      default -> {
        if (stream == null) {
          throw invalid("/offset", "An \"offset\" is one in a \"stream\", which is to be named.");
        }
        yield new From.Offset(stream, number);
      }
    };
  }

  private static long time(JsonObject body) {
    try {
      return Instant.parse(String.valueOf(body.getValue("since"))).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw invalid("/since", "\"since\" is a time of RFC 3339, as 2030-01-31T12:00:00.000Z.");
    }
  }
}
