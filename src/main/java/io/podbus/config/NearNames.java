package io.podbus.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/// Guesses what a mistyped name was meant to be.
final class NearNames {
  private NearNames() {}

  /// `; did you mean NAME?`, or nothing where no candidate is near.
  static String hint(String name, Stream<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, name.length() / 5);
    return candidates
        .map(candidate -> new Near(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
        .filter(near -> near.distance <= limit)
        .min(Comparator.comparingInt(Near::distance))
        .map(near -> "; did you mean " + near.name + "?")
        .orElse("");
  }

  private record Near(String name, int distance) {}

  /// How many characters have to be changed, added or removed (Levenshtein).
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
