package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.EngineVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one operation takes an option, from one version of podman to another. Immutable.
///
/// @param style how the value stands on the command line
/// @param flag podman's flag, for positionals what the manual calls it, for an alias the option's
///   other name; empty where there is none
/// @param beforeOperation whether the flag stands before the operation
/// @param template what stands behind `=`: `{}` is the value, `{name}` that of another option, and
///   what stands in brackets goes where that one is not given; null where it is the value alone
/// @param words of [Style#WORDS]: what stands for which value
/// @param csvBefore before this version the flag splits its value like a line of CSV; null if never
/// @param since the first version that has it, null for all
/// @param removed the first version without it, null for none
/// @param localOnly whether a client of a remote engine does not know it
/// @param defaultValue what holds where the option is absent; null where podman decides
/// @param type where this operation takes other values than most; null where it does not
/// @param examples JSON values that are right, where the type is another
/// @param description where it means something else here; null where it does not
public record Use(
    Style style,
    String flag,
    boolean beforeOperation,
    @Nullable String template,
    Map<String, List<String>> words,
    @Nullable EngineVersion csvBefore,
    @Nullable EngineVersion since,
    @Nullable EngineVersion removed,
    boolean localOnly,
    @Nullable Object defaultValue,
    @Nullable ValueType type,
    List<Object> examples,
    @Nullable String description) {
  private static final EngineVersion NEVER = EngineVersion.of("999.0");

  public Use {
    words = Map.copyOf(words);
    examples = List.copyOf(examples);
  }

  static Use of(Style style, String flag) {
    return new Use(
        style, flag, false, null, Map.of(), null, null, null, false, null, null, List.of(), null);
  }

  static Use value(String flag) {
    return of(Style.VALUE, flag);
  }

  static Use toggle(String flag) {
    return of(Style.SWITCH, flag);
  }

  static Use repeat(String flag) {
    return of(Style.REPEAT, flag);
  }

  static Use members(String flag) {
    return of(Style.MAP_REPEAT, flag);
  }

  static Use positional(String manualName) {
    return of(Style.POSITIONAL, manualName);
  }

  static Use planned(String flag) {
    return of(Style.PLANNED, flag);
  }

  /// The value stands in the flag of another option.
  static Use part(String flag) {
    return of(Style.PART, flag);
  }

  static Use alias(String option) {
    return of(Style.ALIAS, option);
  }

  /// The session's own, unknown to podman.
  static Use own() {
    return of(Style.NONE, "");
  }

  /// Words for values that are no words themselves, as `yes --flag`; see [#orWords].
  static Use words(String flag, Object value, String... words) {
    return of(Style.WORDS, flag).orWords(value, words);
  }

  /// Words for one more value.
  Use orWords(Object value, String... more) {
    Map<String, List<String>> all = new LinkedHashMap<>(words);
    all.put(String.valueOf(value), List.of(more));
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        all,
        csvBefore,
        since,
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use global() {
    return new Use(
        style,
        flag,
        true,
        template,
        words,
        csvBefore,
        since,
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use template(String text) {
    return new Use(
        style,
        flag,
        beforeOperation,
        text,
        words,
        csvBefore,
        since,
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use csv(String before) {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        EngineVersion.of(before),
        since,
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use csv() {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        NEVER,
        since,
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use since(String version) {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        csvBefore,
        EngineVersion.of(version),
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use removed(String version) {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        csvBefore,
        since,
        EngineVersion.of(version),
        localOnly,
        defaultValue,
        type,
        examples,
        description);
  }

  Use local() {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        csvBefore,
        since,
        removed,
        true,
        defaultValue,
        type,
        examples,
        description);
  }

  Use defaults(Object value) {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        csvBefore,
        since,
        removed,
        localOnly,
        value,
        type,
        examples,
        description);
  }

  Use takes(ValueType other, Object... right) {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        csvBefore,
        since,
        removed,
        localOnly,
        defaultValue,
        other,
        List.of(right),
        description);
  }

  Use means(String text) {
    return new Use(
        style,
        flag,
        beforeOperation,
        template,
        words,
        csvBefore,
        since,
        removed,
        localOnly,
        defaultValue,
        type,
        examples,
        text);
  }

  /// Whether that engine splits the flag's value at commas.
  public boolean isCsv(EngineProfile engine) {
    return csvBefore != null && !engine.atLeast(csvBefore);
  }

  /// Whether that engine has it; one of unknown version may.
  public boolean isKnownTo(EngineProfile engine) {
    EngineVersion version = engine.version();
    return version == null
        || ((since == null || version.atLeast(since))
            && (removed == null || !version.atLeast(removed)));
  }
}
