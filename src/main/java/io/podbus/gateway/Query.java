package io.podbus.gateway;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.Problem;
import io.podbus.protocol.StreamName;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The query parameters of a call. What a call does not know, or cannot read, is `invalid-options`
/// with the pointer `/query/NAME`: nothing is passed over in silence.
final class Query {
  /// What any larger number is taken for: it lies beyond all that there is, and so does the next.
  private static final long LARGEST = 999_999_999_999_999_999L;

  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=\\d)");

  static final Query NONE = new Query(MultiMap.caseInsensitiveMultiMap());

  private final MultiMap parameters;

  private Query(MultiMap parameters) {
    this.parameters = parameters;
  }

  /// The parameters of a request.
  ///
  /// @param known the names that its call takes
  static Query of(HttpServerRequest request, Set<String> known) {
    MultiMap parameters;
    try {
      parameters = request.params();
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          Failure.InvalidOptions.of("/query", "The query has a broken percent escape."));
    }
    List<Failure.Violation> violations = new ArrayList<>();
    for (String name : parameters.names()) {
      if (!known.contains(name) && !name.equals(Authentication.TICKET)) {
        violations.add(violation(name, "This call takes no query parameter of this name."));
      } else if (parameters.getAll(name).size() > 1) {
        violations.add(violation(name, "It is given more than once."));
      }
    }
    if (!violations.isEmpty()) {
      throw new FailureException(
          new Failure.InvalidOptions("The query is not one that this call takes.", violations));
    }
    return new Query(parameters);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /// `true` or `false`.
  Optional<Boolean> flag(String name) {
    return parsed(
        name,
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            },
        "It must be true or false.");
  }

  /// A whole number from `min` to `max`.
  OptionalLong number(String name, long min, long max) {
    Optional<Long> number =
        parsed(
            name,
            text -> wholeNumber(text).filter(value -> value >= min && value <= max),
            "It must be a whole number from " + min + " to " + max + ".");
    return number.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /// A duration in milliseconds, of a day at most.
  Optional<Duration> millis(String name) {
    OptionalLong millis = number(name, 0, Duration.ofDays(1).toMillis());
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  Optional<StreamName> stream(String name) {
    return parsed(name, StreamName::parse, "It must be stdout, stderr or tty.");
  }

  Optional<Delivery> delivery(String name) {
    return parsed(name, Delivery::parse, "It must be retained, latest or block.");
  }

  /// The value of a parameter, if it is there.
  ///
  /// @param parser gives nothing for a text that it cannot read
  /// @param expected what the caller is told then
  <T> Optional<T> parsed(String name, Function<String, Optional<T>> parser, String expected) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = parser.apply(text.get());
    if (value.isEmpty()) {
      throw refused(name, expected);
    }
    return value;
  }

  /// What to throw where a parameter's value cannot be.
  static FailureException refused(String name, String detail) {
    Failure.Violation violation = violation(name, detail);
    return new FailureException(
        new Failure.InvalidOptions(
            "The query parameter '" + name + "' is refused: " + detail, List.of(violation)));
  }

  /// Refuses a beginning that has not come yet.
  ///
  /// @param next the seq of the session's next record, with which one may begin
  static void refuseBeyond(From from, long next) {
    if (from instanceof From.Seq(long seq) && seq > next) {
      throw new FailureException(
          new Failure.InvalidRange(
              "The session's next record is %d; %d is beyond it.".formatted(next, seq)));
    }
  }

  /// The failure of a request whose body was made of query parameters: it points to them.
  static Throwable asAsked(Throwable cause) {
    JsonObject problem = cause instanceof ReplyException ? Problem.fromReply(cause) : null;
    if (problem == null || !"invalid-options".equals(problem.getString("code"))) {
      return cause;
    }
    List<Failure.Violation> violations = new ArrayList<>();
    for (Object error : problem.getJsonArray("errors")) {
      JsonObject violation = (JsonObject) error;
      violations.add(
          new Failure.Violation(
              "/query" + violation.getString("pointer"), violation.getString("detail")));
    }
    return new FailureException(
        new Failure.InvalidOptions(problem.getString("detail"), violations));
  }

  /// A number without sign, if the text is one.
  static Optional<Long> wholeNumber(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    String digits = LEADING_ZEROS.matcher(text).replaceFirst("");
    return Optional.of(digits.length() > 18 ? LARGEST : Long.parseLong(digits));
  }

  private static Failure.Violation violation(String name, String detail) {
    return new Failure.Violation("/query/" + name.replace("~", "~0").replace("/", "~1"), detail);
  }
}
