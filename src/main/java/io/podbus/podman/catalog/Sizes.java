package io.podbus.podman.catalog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Sizes as podman writes them: a number, and `b`, `k`, `m` or `g` for powers of 1024.
final class Sizes {
  private Sizes() {}

  /// Whether both are sizes, neither is "no limit" (0), and the first is the smaller one.
  static boolean less(@Nullable Object first, @Nullable Object second) {
    long a = bytes(first);
    long b = bytes(second);
    return a > 0 && b > 0 && a < b;
  }

  /// The number of bytes; 0 for no limit and for what is no size.
  private static long bytes(@Nullable Object value) {
    if (!(value instanceof String text) || !text.matches("[0-9]{1,15}[bkmgBKMG]?")) {
      return 0;
    }
    char unit = text.toLowerCase(Locale.ROOT).charAt(text.length() - 1);
    int shift =
        switch (unit) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          default -> 0;
        };
    String digits = Character.isDigit(unit) ? text : text.substring(0, text.length() - 1);
    double bytes = Double.parseDouble(digits) * (1L << shift);
    return bytes >= Long.MAX_VALUE ? Long.MAX_VALUE : (long) bytes;
  }
}
