package io.podbus.podman.catalog;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A rule between options, seen from the one that is refused. Values are those that hold: given, or
/// the default.
///
/// @param when the value of the option for which the rule speaks
/// @param other the option that it looks at; null for a rule on the value alone
/// @param otherIs for which values of the other one it is a conflict; null where the other one is
///   needed, and its absence is the conflict
/// @param detail the sentence for the caller
public record Conflict(
    Predicate<Object> when,
    @Nullable String other,
    @Nullable Predicate<Object> otherIs,
    String detail) {
  static final Predicate<Object> ANY = _ -> true;
  static final Predicate<Object> TRUE = Boolean.TRUE::equals;
  static final Predicate<Object> FALSE = Boolean.FALSE::equals;
  static final Predicate<Object> NOT_EMPTY =
      value -> !(value instanceof List<?> list && list.isEmpty());

  static Predicate<Object> is(String... texts) {
    List<String> all = List.of(texts);
    return value -> value instanceof String text && all.contains(text);
  }

  static Predicate<Object> isNot(String text) {
    return value -> !text.equals(value);
  }

  static Conflict with(
      Predicate<Object> when, String other, Predicate<Object> otherIs, String detail) {
    return new Conflict(when, other, otherIs, detail);
  }

  static Conflict needs(String other, String detail) {
    return new Conflict(ANY, other, null, detail);
  }

  static Conflict never(Predicate<Object> when, String detail) {
    return new Conflict(when, null, null, detail);
  }

  /// Whether the rule is broken.
  ///
  /// @param value of the option itself
  /// @param otherValue of the other one, null where it has none
  public boolean broken(Object value, @Nullable Object otherValue) {
    if (!when.test(value)) {
      return false;
    }
    if (other == null) {
      return true;
    }
    return otherIs == null ? otherValue == null : otherValue != null && otherIs.test(otherValue);
  }
}
