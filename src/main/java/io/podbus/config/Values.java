package io.podbus.config;

import java.util.HashMap;
import java.util.Map;

/// The values given so far, by key; a later one wins. Every value is checked when it is put, so
/// that a bad one is told even where another source overrides it.
final class Values {
  private static final int SHOWN_CHARACTERS = 80;

  private final Map<Key<?>, Object> byKey = new HashMap<>();
  private final Map<Key<?>, String> sources = new HashMap<>();

  /// Takes a value as text.
  ///
  /// @param source where it stands, for the operator: `file:line` or a variable
  <T> void put(Key<T> key, String text, String source) {
    T value = key.kind().parse(text).orElseThrow(() -> wrong(key, quote(text), source));
    byKey.put(key, value);
    sources.put(key, source);
  }

  /// The value, or the key's own default.
  <T> T get(Key<T> key) {
    return get(key, key.fallback().orElseThrow());
  }

  @SuppressWarnings("unchecked") // put() is the only writer, and binds the types together
  <T> T get(Key<T> key, T fallback) {
    Object value = byKey.get(key);
    return value == null ? fallback : (T) value;
  }

  /// Where the value stands, for the operator.
  String source(Key<?> key) {
    return sources.getOrDefault(key, "default");
  }

  /// The line for a value that is not right.
  static ConfigException wrong(Key<?> key, String found, String source) {
    String shown = key.secret() ? "***" : found;
    return new ConfigException(
        "%s: %s is %s, but it must be %s"
            .formatted(source, key.name(), shown, key.kind().expected()));
  }

  /// Text of the operator's as it may stand in a single line.
  static String quote(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return '"'
        + (line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line)
        + '"';
  }
}
