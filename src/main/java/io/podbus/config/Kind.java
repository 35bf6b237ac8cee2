package io.podbus.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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

  /// Whether YAML must have it as a string; otherwise as a number, or what [#isFlag] says.
  default boolean isText() {
    return false;
  }

  /// Whether YAML must have it as true or false.
  default boolean isFlag() {
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
      return "a loopback address (127.0.0.1, ::1 or localhost)";
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// An address to listen on, or the name of one.
  record Host() implements Kind<String> {
    private static final Pattern FORM =
        Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}");

    /// Whether only this machine can reach it.
    static boolean isLoopback(String host) {
      return LoopbackHost.FORM.matcher(host).matches();
    }

    @Override
    public Optional<String> parse(String text) {
      return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
      return "an address to listen on";
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// Yes or no.
  record Flag() implements Kind<Boolean> {
    @Override
    public Optional<Boolean> parse(String text) {
      return switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }

    @Override
    public String expected() {
      return "true or false";
    }

    @Override
    public boolean isFlag() {
      return true;
    }
  }

  /// Something that need not be there; its absence is written `none`.
  record Maybe<T>(Kind<T> kind) implements Kind<Optional<T>> {
    static final String NONE = "none";

    @Override
    public Optional<Optional<T>> parse(String text) {
      if (text.equals(NONE)) {
        return Optional.of(Optional.empty());
      }
      Optional<T> value = kind.parse(text);
      return value.isPresent() ? Optional.of(value) : Optional.empty();
    }

    @Override
    public String expected() {
      return kind.expected() + ", or none";
    }

    @Override
    public String show(Optional<T> value) {
      return value.map(kind::show).orElse(NONE);
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// Text of a form.
  record Words(Pattern form, String expected) implements Kind<String> {
    @Override
    public Optional<String> parse(String text) {
      return form.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    @Override
    public boolean isText() {
      return true;
    }
  }

  /// Several texts of a form, between commas; `none` for nothing.
  record Several(Pattern form, String expected) implements Kind<Set<String>> {
    @Override
    public Optional<Set<String>> parse(String text) {
      if (text.equals(Maybe.NONE) && expected.endsWith(Maybe.NONE)) {
        return Optional.of(Set.of());
      }
      Set<String> all = new LinkedHashSet<>();
      for (String one : text.split(",", -1)) {
        if (!form.matcher(one.strip()).matches()) {
          return Optional.empty();
        }
        all.add(one.strip());
      }
      return Optional.of(Collections.unmodifiableSet(all));
    }

    @Override
    public String show(Set<String> value) {
      return value.isEmpty() ? Maybe.NONE : String.join(",", value);
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

  /// A file or directory by its absolute path, so that it does not depend on where the service was
  /// started.
  record AbsolutePath() implements Kind<Path> {
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

  /// Directories by their absolute paths, between commas; `none` for none.
  record Directories() implements Kind<List<Path>> {
    private static final String NONE = "none";

    @Override
    public Optional<List<Path>> parse(String text) {
      if (text.equals(NONE)) {
        return Optional.of(List.of());
      }
      List<Path> all = new ArrayList<>();
      for (String one : text.split(",", -1)) {
        Optional<Path> path = new AbsolutePath().parse(one.strip());
        if (path.isEmpty()) {
          return Optional.empty();
        }
        all.add(path.get());
      }
      return Optional.of(List.copyOf(all));
    }

    @Override
    public String show(List<Path> value) {
      return value.isEmpty()
          ? NONE
          : value.stream().map(Path::toString).collect(Collectors.joining(","));
    }

    @Override
    public String expected() {
      return "absolute paths with commas between them, or none";
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
