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
/// @param template what stands behind `=`: `{}` is the value, `{key}` a member's name, `{name}` the
///   value of another option, and what stands in brackets goes where that one is not given; null
///   where it is the value alone
/// @param unlessGiven another option, in whose flag this one stands where that is given; null for
///   none
/// @param words of [Style#WORDS]: what stands for which value
/// @param csvBefore before this version the flag splits its value like a line of CSV; null if never
/// @param since the first version that has it, null for all
/// @param removed the first version without it, null for none
/// @param localOnly whether a client of a remote engine does not know it
/// @param hidden whether podman's help is silent about it
/// @param defaultValue what holds where the option is absent; null where podman decides
/// @param type where this operation takes other values than most; null where it does not
/// @param examples JSON values that are right, where the type is another
/// @param description where it means something else here; null where it does not
public record Use(
    Style style,
    String flag,
    boolean beforeOperation,
    @Nullable String template,
    @Nullable String unlessGiven,
    Map<String, List<String>> words,
    @Nullable EngineVersion csvBefore,
    @Nullable EngineVersion since,
    @Nullable EngineVersion removed,
    boolean localOnly,
    boolean hidden,
    @Nullable Object defaultValue,
    @Nullable ValueType type,
    List<Object> examples,
    @Nullable String description) {
  private static final EngineVersion NEVER = EngineVersion.of("999.0");

  public Use {
    words = Map.copyOf(words);
    examples = List.copyOf(examples);
  }

  static Builder of(Style style, String flag) {
    return new Builder(style, flag);
  }

  static Builder value(String flag) {
    return of(Style.VALUE, flag);
  }

  static Builder toggle(String flag) {
    return of(Style.SWITCH, flag);
  }

  static Builder repeat(String flag) {
    return of(Style.REPEAT, flag);
  }

  static Builder members(String flag) {
    return of(Style.MAP_REPEAT, flag);
  }

  static Builder positional(String manualName) {
    return of(Style.POSITIONAL, manualName);
  }

  static Builder planned(String flag) {
    return of(Style.PLANNED, flag);
  }

  /// The value stands in the flag of another option.
  static Builder part(String flag) {
    return of(Style.PART, flag);
  }

  /// The value stands in the step that fetches the image, as `pull` has it.
  static Builder pullStep(String flag) {
    return of(Style.PULL_STEP, flag);
  }

  static Builder alias(String option) {
    return of(Style.ALIAS, option);
  }

  /// The session's own, unknown to podman.
  static Builder own() {
    return of(Style.NONE, "");
  }

  /// Words that stand for a value; see [Builder#orWords].
  static Builder words(String flag, Object value, String... words) {
    return of(Style.WORDS, flag).orWords(value, words);
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

  /// Collects the facts of a use.
  static final class Builder {
    private final Style style;
    private final String flag;
    private boolean beforeOperation;
    private @Nullable String template;
    private @Nullable String unlessGiven;
    private final Map<String, List<String>> words = new LinkedHashMap<>();
    private @Nullable EngineVersion csvBefore;
    private @Nullable EngineVersion since;
    private @Nullable EngineVersion removed;
    private boolean localOnly;
    private boolean hidden;
    private @Nullable Object defaultValue;
    private @Nullable ValueType type;
    private List<Object> examples = List.of();
    private @Nullable String description;

    private Builder(Style style, String flag) {
      this.style = style;
      this.flag = flag;
    }

    /// Words for one more value; none for those that need none said.
    Builder orWords(Object value, String... more) {
      words.put(String.valueOf(value), List.of(more));
      return this;
    }

    Builder global() {
      beforeOperation = true;
      return this;
    }

    Builder template(String text) {
      template = text;
      return this;
    }

    Builder unless(String option) {
      unlessGiven = option;
      return this;
    }

    Builder csv(String before) {
      csvBefore = EngineVersion.of(before);
      return this;
    }

    Builder csv() {
      csvBefore = NEVER;
      return this;
    }

    Builder since(String version) {
      since = EngineVersion.of(version);
      return this;
    }

    Builder removed(String version) {
      removed = EngineVersion.of(version);
      return this;
    }

    Builder local() {
      localOnly = true;
      return this;
    }

    Builder hidden() {
      hidden = true;
      return this;
    }

    Builder defaults(Object value) {
      defaultValue = value;
      return this;
    }

    Builder takes(ValueType other, Object... right) {
      type = other;
      examples = List.of(right);
      return this;
    }

    Builder means(String text) {
      description = text;
      return this;
    }

    Use build() {
      return new Use(
          style,
          flag,
          beforeOperation,
          template,
          unlessGiven,
          words,
          csvBefore,
          since,
          removed,
          localOnly,
          hidden,
          defaultValue,
          type,
          examples,
          description);
    }
  }
}
