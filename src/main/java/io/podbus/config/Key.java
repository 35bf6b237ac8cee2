package io.podbus.config;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// One thing that an operator can set. Everything about it stands here: parsing, the environment
/// variable, the log line and the documents follow from it.
///
/// @param name dotted; the part before the dot is the section of the file
/// @param fallback what holds where nobody says anything; empty where it depends on the host
/// @param fallbackText the fallback as the documents show it
/// @param meaning one sentence
/// @param read finds the value in the finished configuration
/// @param secret never shown
/// @param <T> the value's type
record Key<T>(
    String name,
    Kind<T> kind,
    Optional<T> fallback,
    String fallbackText,
    String meaning,
    Function<PodbusConfig, T> read,
    boolean secret) {
  static final String PREFIX = "PODBUS_";

  /// A key whose value may be shown.
  static <T> Key<T> of(
      String name, Kind<T> kind, T fallback, String meaning, Function<PodbusConfig, T> read) {
    return new Key<>(name, kind, Optional.of(fallback), kind.show(fallback), meaning, read, false);
  }

  /// The environment variable: `shutdown.timeoutMs` → `PODBUS_SHUTDOWN_TIMEOUT_MS`.
  String variable() {
    return PREFIX
        + name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /// The line of the log.
  String describe(PodbusConfig config) {
    return name + " = " + (secret ? "***" : kind.show(read.apply(config)));
  }
}
