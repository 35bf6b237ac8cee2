package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineProfile;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What an option does not go with. Values are those that hold: given, or the default.
///
/// @param test whether the rule is broken; asked only where the option is given
/// @param sentence for the caller
/// @param documented the same without a particular case, for the document
public record Rule(Test test, Sentence sentence, String documented) {
  static final Predicate<Object> ANY = _ -> true;
  static final Predicate<Object> TRUE = Boolean.TRUE::equals;
  static final Predicate<Object> FALSE = Boolean.FALSE::equals;
  static final Predicate<Object> NOT_EMPTY =
      value ->
          !(value instanceof List<?> list && list.isEmpty())
              && !(value instanceof Map<?, ?> map && map.isEmpty());

  Rule(Test test, String sentence) {
    this(test, (_, _) -> sentence, sentence);
  }

  /// What is wrong, and what would be right.
  @FunctionalInterface
  public interface Sentence {
    String of(Object value, Situation situation);
  }

  /// Whether a value breaks a rule.
  @FunctionalInterface
  public interface Test {
    boolean broken(Object value, Situation situation);
  }

  /// What a rule may look at beside the value itself.
  public interface Situation {
    Operation operation();

    EngineProfile engine();

    /// Whether another engine than this host's is meant.
    boolean remote();

    /// The value that holds for another option; null where there is none, or where what was given
    /// is no value for it.
    @Nullable Object value(String option);

    /// Whether something was given for it that is no value: that has been named already, and no
    /// rule needs to speak of it.
    boolean faulty(String option);
  }

  static Predicate<Object> is(String... texts) {
    List<String> all = List.of(texts);
    return value -> value instanceof String text && all.contains(text);
  }

  static Predicate<Object> isNot(String text) {
    return value -> !text.equals(value);
  }

  static Predicate<Object> startsWith(String prefix) {
    return value -> value instanceof String text && text.startsWith(prefix);
  }

  /// A conflict between the option's value and that of another one.
  static Rule with(Predicate<Object> when, String other, Predicate<Object> otherIs, String detail) {
    return new Rule(
        (value, situation) -> {
          Object there = situation.value(other);
          return when.test(value) && there != null && otherIs.test(there);
        },
        detail);
  }

  /// Means nothing without another one.
  static Rule needs(String other, String detail) {
    return needs(ANY, other, detail);
  }

  /// For some values means nothing without another one.
  static Rule needs(Predicate<Object> when, String other, String detail) {
    return new Rule(
        (value, situation) ->
            when.test(value) && situation.value(other) == null && !situation.faulty(other),
        detail);
  }

  /// Needs one of several.
  static Rule needsOneOf(List<String> others, String detail) {
    return new Rule(
        (_, situation) ->
            others.stream()
                .noneMatch(other -> situation.value(other) != null || situation.faulty(other)),
        detail);
  }

  /// Values that are never taken, though they have the right form.
  static Rule never(Predicate<Object> when, String detail) {
    return new Rule((value, _) -> when.test(value), detail);
  }

  /// A rule of some operations.
  static Rule in(String operations, Rule rule) {
    List<String> names = List.of(operations.split(" ", -1));
    return new Rule(
        (value, situation) ->
            names.contains(situation.operation().name()) && rule.test().broken(value, situation),
        rule.sentence(),
        rule.documented());
  }

  /// A rule of all other operations.
  static Rule notIn(String operations, Rule rule) {
    List<String> names = List.of(operations.split(" ", -1));
    return new Rule(
        (value, situation) ->
            !names.contains(situation.operation().name()) && rule.test().broken(value, situation),
        rule.sentence(),
        rule.documented());
  }
}
