package io.podbus.session.request;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.text.LinearPattern;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The body of `wait`, checked.
///
/// @param condition what is waited for
/// @param from where the output begins that is looked at
/// @param stream the only stream that counts; null for all
/// @param stripped whether escape sequences are taken out of the output first
/// @param waiter under what name the wait can be given up
public record WaitRequest(
    Condition condition,
    From from,
    @Nullable StreamName stream,
    boolean stripped,
    Duration timeout,
    Optional<String> waiter) {

  /// What ends a wait with success.
  public sealed interface Condition {
    /// @param regex compiled where its turn comes, off the event loop
    record Matches(String regex) implements Condition {}

    record Quiet(Duration time) implements Condition {}

    record Ended() implements Condition {}
  }

  /// How much of the last output comes with an answer.
  public static final int TAIL_BYTES = 16 * 1024;

  private static final long DEFAULT_TIMEOUT_MILLIS = 5000;
  private static final long MAX_MILLIS = 3_600_000;

  /// Reads the body.
  ///
  /// @throws FailureException `invalid-options`, with a pointer
  public static WaitRequest parse(JsonObject body) {
    Bodies.only(
        body,
        "pattern",
        "quietMs",
        "exit",
        "fromSeq",
        "fromOffset",
        "stream",
        "ansi",
        "timeoutMs",
        "waiter");
    Condition condition = condition(body);
    StreamName stream = stream(body);
    return new WaitRequest(
        condition,
        from(body, condition, stream),
        stream,
        stripped(body),
        Bodies.millis(body, "timeoutMs", 0, MAX_MILLIS)
            .orElse(Duration.ofMillis(DEFAULT_TIMEOUT_MILLIS)),
        waiter(body));
  }

  private static Condition condition(JsonObject body) {
    int given = 0;
    for (String name : new String[] {"pattern", "quietMs", "exit"}) {
      given += body.containsKey(name) ? 1 : 0;
    }
    if (given != 1) {
      throw invalid("", "A wait is for exactly one of \"pattern\", \"quietMs\" and \"exit\".");
    }
    if (body.containsKey("pattern")) {
      return pattern(body.getValue("pattern"));
    }
    Optional<Duration> quiet = Bodies.millis(body, "quietMs", 1, MAX_MILLIS);
    if (quiet.isPresent()) {
      return new Condition.Quiet(quiet.get());
    }
    if (Boolean.TRUE.equals(body.getValue("exit"))) {
      return new Condition.Ended();
    }
    throw invalid("/exit", "\"exit\" is true.");
  }

  private static Condition pattern(@Nullable Object value) {
    if (!(value instanceof String regex) || regex.isEmpty()) {
      throw invalid("/pattern", "\"pattern\" is a regular expression in the syntax of RE2.");
    }
    try {
      LinearPattern.check(regex);
    } catch (IllegalArgumentException e) {
      throw invalid("/pattern", String.valueOf(e.getMessage()));
    }
    return new Condition.Matches(regex);
  }

  private static @Nullable StreamName stream(JsonObject body) {
    if (!body.containsKey("stream")) {
      return null;
    }
    Object value = body.getValue("stream");
    return (value instanceof String name ? StreamName.parse(name) : Optional.<StreamName>empty())
        .orElseThrow(() -> invalid("/stream", "\"stream\" is stdout, stderr or tty."));
  }

  private static boolean stripped(JsonObject body) {
    if (body.containsKey("ansi") && !"strip".equals(body.getValue("ansi"))) {
      throw invalid("/ansi", "\"ansi\" is \"strip\".");
    }
    return body.containsKey("ansi");
  }

  /// A pattern is looked for in everything that is kept, so that nothing is missed that came before
  /// the wait; the other conditions show the last output only.
  private static From from(JsonObject body, Condition condition, @Nullable StreamName stream) {
    Optional<Long> offset = Bodies.whole(body, "fromOffset", 0, Long.MAX_VALUE);
    if (offset.isPresent()) {
      if (stream == null || body.containsKey("fromSeq")) {
        throw invalid(
            "/fromOffset", "\"fromOffset\" goes with \"stream\", and not with \"fromSeq\".");
      }
      return new From.Offset(stream, offset.get());
    }
    if ("end".equals(body.getValue("fromSeq"))) {
      return From.END;
    }
    return Bodies.whole(body, "fromSeq", 0, Long.MAX_VALUE)
        .<From>map(From.Seq::new)
        .orElseGet(() ->
            condition instanceof Condition.Matches ? new From.First() : new From.Tail(TAIL_BYTES));
  }

  private static Optional<String> waiter(JsonObject body) {
    if (!body.containsKey("waiter")) {
      return Optional.empty();
    }
    if (body.getValue("waiter") instanceof String name && name.matches("[!-~]{1,64}")) {
      return Optional.of(name);
    }
    throw invalid("/waiter", "\"waiter\" is a name of 1 to 64 visible characters.");
  }

  private static FailureException invalid(String pointer, String detail) {
    return new FailureException(Failure.InvalidOptions.of(pointer, detail));
  }
}
