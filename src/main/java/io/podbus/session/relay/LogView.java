package io.podbus.session.relay;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which part of a log is wanted, and how; as `podman logs` has it. Immutable.
///
/// @param follow whether to go on with what comes later
/// @param tail only so many lines from the end
/// @param sinceMillis only what is newer, in milliseconds since the epoch
/// @param untilMillis only what is older
/// @param timestamps whether each line begins with its time
public record LogView(
    boolean follow,
    OptionalLong tail,
    OptionalLong sinceMillis,
    OptionalLong untilMillis,
    boolean timestamps) {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(?:\\.[0-9]{1,9})?");
  private static final Pattern UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h)");

  /// The view that options ask for.
  ///
  /// @param since as the option of that name; null for none
  /// @param until as the option of that name; null for none
  /// @param nowMillis from which `10m` counts back
  /// @throws FailureException `invalid-options` where one of the times is none
  public static LogView of(
      boolean follow,
      OptionalLong tail,
      @Nullable String since,
      @Nullable String until,
      boolean timestamps,
      long nowMillis) {
    return new LogView(
        follow,
        tail,
        time("/since", since, nowMillis),
        time("/until", until, nowMillis),
        timestamps);
  }

  private static OptionalLong time(String pointer, @Nullable String text, long nowMillis) {
    if (text == null) {
      return OptionalLong.empty();
    }
    return parse(text, nowMillis)
        .map(instant -> OptionalLong.of(instant.toEpochMilli()))
        .orElseThrow(() ->
            new FailureException(
                Failure.InvalidOptions.of(
                    pointer,
                    "\"%s\" is no time: give one as of RFC 3339, seconds since 1970, or how long"
                            .formatted(text)
                        + " ago, as \"10m\".")));
  }

  /// The forms that podman takes: how long ago, seconds since 1970, and dates with or without a
  /// time and a zone.
  private static Optional<Instant> parse(String text, long nowMillis) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000)));
    }
    Optional<Duration> ago = duration(text);
    return ago.isPresent()
        ? Optional.of(Instant.ofEpochMilli(nowMillis).minus(ago.get()))
        : date(text);
  }

  private static Optional<Duration> duration(String text) {
    Matcher unit = UNIT.matcher(text);
    double nanos = 0;
    int at = 0;
    while (unit.find() && unit.start() == at) {
      nanos += Double.parseDouble(unit.group(1)) * nanos(unit.group(2));
      at = unit.end();
    }
    return at == 0 || at < text.length()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) nanos));
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }

  /// Without a zone it is the host's, as podman has it.
  private static Optional<Instant> date(String text) {
    try {
      if (text.indexOf('T') < 0) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant());
      }
      boolean zoned = text.endsWith("Z") || text.matches(".*T.*[+-][0-9]{2}:[0-9]{2}$");
      return Optional.of(
          zoned
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
