package io.podbus.podman.engine;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of podman. What follows the numbers (`-dev`, `-rhel`) does not count.
public record EngineVersion(int major, int minor, int patch) implements Comparable<EngineVersion> {
  private static final Pattern FORM =
      Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[^0-9.].*)?");
  private static final Comparator<EngineVersion> ORDER =
      Comparator.comparingInt(EngineVersion::major)
          .thenComparingInt(EngineVersion::minor)
          .thenComparingInt(EngineVersion::patch);

  /// The version that the text says, or nothing where it says none.
  public static Optional<EngineVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new EngineVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  /// The version that the catalog names, such as `4.5`.
  public static EngineVersion of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("no version: " + text));
  }

  /// Whether this one is as new as the other, or newer.
  public boolean atLeast(EngineVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(EngineVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
