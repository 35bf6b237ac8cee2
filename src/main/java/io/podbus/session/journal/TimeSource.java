package io.podbus.session.journal;

/// The time as the journal is told it.
public interface TimeSource {
  /// When: milliseconds since the epoch.
  long now();

  /// How long: milliseconds since whenever, only ever forward; only differences mean something.
  long ticks();
}
