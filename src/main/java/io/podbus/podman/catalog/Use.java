package io.podbus.podman.catalog;

import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.EngineVersion;
import org.jspecify.annotations.Nullable;

/// How one operation takes an option.
///
/// @param operation the operation's name
/// @param style how the value stands on the command line
/// @param flag podman's flag, or for positionals what the manual calls it; empty where there is
///   none
/// @param csvBefore before this version the flag splits its value like a line of CSV; null if never
/// @param since the first version that has it, null for all
/// @param removed the first version without it, null for none
/// @param defaultValue what holds where the option is absent; null where podman decides
public record Use(
    String operation,
    Style style,
    String flag,
    @Nullable EngineVersion csvBefore,
    @Nullable EngineVersion since,
    @Nullable EngineVersion removed,
    @Nullable Object defaultValue) {
  static Use of(String operation, Style style, String flag) {
    return new Use(operation, style, flag, null, null, null, null);
  }

  Use csv(String before) {
    return new Use(operation, style, flag, EngineVersion.of(before), since, removed, defaultValue);
  }

  Use csv() {
    return csv("999.0");
  }

  Use since(String version) {
    return new Use(
        operation, style, flag, csvBefore, EngineVersion.of(version), removed, defaultValue);
  }

  Use removed(String version) {
    return new Use(
        operation, style, flag, csvBefore, since, EngineVersion.of(version), defaultValue);
  }

  Use defaults(Object value) {
    return new Use(operation, style, flag, csvBefore, since, removed, value);
  }

  /// Whether that engine splits the flag's value at commas.
  public boolean isCsv(EngineProfile engine) {
    return csvBefore != null && !engine.atLeast(csvBefore);
  }
}
