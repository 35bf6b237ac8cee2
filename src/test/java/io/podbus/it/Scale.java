package io.podbus.it;

import java.time.Duration;

/// How much a test does: little with every run of the suite, as much as the product promises with
/// `scripts/soak`, which sets `-Dsoak`.
final class Scale {
  private Scale() {}

  static boolean soak() {
    return Boolean.getBoolean("soak");
  }

  static int of(int little, int much) {
    return soak() ? much : little;
  }

  /// How long something may take that has this much to do.
  static Duration deadline(Duration little, Duration much) {
    return soak() ? much : little;
  }
}
