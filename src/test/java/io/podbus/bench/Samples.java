package io.podbus.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Durations of one kind, in nanoseconds.
final class Samples {
  private final List<Long> nanos = new ArrayList<>();

  void add(long duration) {
    nanos.add(duration);
  }

  void addAll(Samples others) {
    nanos.addAll(others.nanos);
  }

  int count() {
    return nanos.size();
  }

  /// The value that so much of the samples do not pass, in milliseconds.
  ///
  /// @param quantile 0 to 1
  double millis(double quantile) {
    if (nanos.isEmpty()) {
      throw new IllegalStateException("no samples");
    }
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int last = sorted.size() - 1;
    double at = quantile * last;
    long low = sorted.get((int) Math.floor(at));
    long high = sorted.get((int) Math.ceil(at));
    return (low + (high - low) * (at - Math.floor(at))) / 1e6;
  }

  double median() {
    return millis(0.5);
  }

  double least() {
    return millis(0);
  }

  double most() {
    return millis(1);
  }
}
