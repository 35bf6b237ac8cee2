package io.podbus.session.admission;

/// How many starts may be under way so that podman's own latency stays flat: the more it rises
/// above what it is without company, the fewer (a gradient, as of TCP Vegas). Pure; not
/// thread-safe.
final class ConcurrencyLimit {
  /// How far latency may rise over its base before the limit falls: starts share processors.
  private static final double TOLERANCE = 1.5;

  /// By how much the base rises with each sample, so that in time it follows a host that has become
  /// slower, and not soon the queue that we ourselves make.
  private static final double DRIFT = 1.0005;

  private static final double GAIN = 1.5;
  private static final double LEAST_GRADIENT = 0.5;

  private final int max;
  private double limit;
  private double base = Double.POSITIVE_INFINITY;
  private double mean;

  /// @param initial with how many to begin
  /// @param max never more than that
  ConcurrencyLimit(int initial, int max) {
    this.max = max;
    this.limit = Math.min(initial, max);
  }

  /// The whole number in force; at least 1.
  int current() {
    return Math.max(1, (int) Math.round(limit));
  }

  /// A start that worked took so long.
  ///
  /// @param running how many were under way, it included
  void sample(double seconds, int running) {
    double taken = Math.max(seconds, 1e-6);
    mean = mean == 0 ? taken : 0.9 * mean + 0.1 * taken;
    base = Math.min(base * DRIFT, taken);
    double gradient = Math.clamp(TOLERANCE * base / taken, LEAST_GRADIENT, 1);
    double wanted = limit * gradient + Math.sqrt(limit) / 2;
    if (wanted > limit && running < current()) {
      // It was not reached: nothing is known about more.
      return;
    }
    // As many samples as there are places make a whole step: more would answer to what is past.
    limit = Math.clamp(limit + (wanted - limit) * Math.min(1, GAIN / limit), 1, max);
  }

  /// How long a start takes of late, in seconds; 0 before there was one.
  double mean() {
    return mean;
  }
}
