package io.podbus.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the value of a key is: how its text is read, shown, and described when it is wrong.
///
/// @param <T> the value's type in the records
sealed interface Kind<T> {
  /// The value; nothing where the text is not one.
  Optional<T> parse(String text);

  /// What is right, to follow "must be".
  String expected();

  /// The text that [#parse] reads as this value.
  default String show(T value) {
    return value.toString();
  }

  /// Whether YAML must have it as a string; otherwise as a number.
  default boolean isText() {
    return false;
  }

  /// An address that only this machine can reach.
  record LoopbackHost() implements Kind<String> {
    private static final Pattern FORM =
        Pattern.compile("localhost|::1|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    @Override
    public Optional<String> parse(String text) {
      return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
      return "a loopback address (127.0.0.1, ::1 or localhost) until there is authentication";
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// A program: a bare name for `PATH`, or an absolute path.
  record Program() implements Kind<String> {
    private static final Pattern FORM =
        Pattern.compile("[^/\\s\\p{Cntrl}-][^/\\p{Cntrl}]*|/[^\\p{Cntrl}]+");

    @Override
    public Optional<String> parse(String text) {
      return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
      return "the name of a program, or an absolute path to one";
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// The address of something that speaks HTTP, or `none`.
  record Endpoint() implements Kind<String> {
    private static final Pattern FORM =
        Pattern.compile(
            TracingConfig.NONE
                + "|https?://(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?(/[\\x21-\\x7e]*)?");

    @Override
    public Optional<String> parse(String text) {
      return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
      return "a URL that begins with http:// or https://, or none";
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// A directory by its absolute path, so that it does not depend on where the service was started.
  record Directory() implements Kind<Path> {
    @Override
    public Optional<Path> parse(String text) {
      try {
        Path path = Path.of(text);
        return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    @Override
    public String expected() {
      return "an absolute path";
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// A whole number that fits an `int`.
  record Whole(int min, int max) implements Kind<Integer> {
    @Override
    public Optional<Integer> parse(String text) {
      OptionalLong number = number(text, min, max);
      return number.isPresent() ? Optional.of((int) number.getAsLong()) : Optional.empty();
    }

    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /// A whole number that may be larger than an `int`.
  record Large(long min, long max) implements Kind<Long> {
    @Override
    public Optional<Long> parse(String text) {
      OptionalLong number = number(text, min, max);
      return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    @Override
    public String expected() {
      return "a whole number from " + min + " to " + max;
    }
  }

  /// One of a few words: the constants of an enum, in lower case.
  record Choice<E extends Enum<E>>(Class<E> type) implements Kind<E> {
    @Override
    public Optional<E> parse(String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(one -> show(one).equals(text))
          .findFirst();
    }

    @Override
    public String expected() {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(this::show)
              .collect(Collectors.joining(", "));
    }

    @Override
    public String show(E value) {
      return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// A duration, written as a whole number of milliseconds.
  record Millis(long min, long max) implements Kind<Duration> {
    @Override
    public Optional<Duration> parse(String text) {
      OptionalLong number = number(text, min, max);
      return number.isPresent()
          ? Optional.of(Duration.ofMillis(number.getAsLong()))
          : Optional.empty();
    }

    @Override
    public String expected() {
      return "a whole number of milliseconds from " + min + " to " + max;
    }

    @Override
    public String show(Duration value) {
      return Long.toString(value.toMillis());
    }
  }

  /// Decimal digits only: YAML's octal, hexadecimal and base-60 numbers surprise more than they
  /// help.
  private static OptionalLong number(String text, long min, long max) {
    if (!text.matches("-?[0-9]{1,18}")) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(text);
    return value >= min && value <= max ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
