package io.podbus.cluster.relay;

import java.time.Duration;

/// What the relays of a node may take, and how long they are patient.
///
/// @param relayBytes how much of one session's output its relay holds, on its way included
/// @param totalBytes how much all of them together
/// @param nodeTimeout after how long without a sign of life a node counts as gone; what waits is
///   looked after more often than that
/// @param idle how long a relay that nobody reads is kept
public record RelaySettings(long relayBytes, long totalBytes, Duration nodeTimeout, Duration idle) {
  /// Less than this would not let one record through while the one before it is read.
  public static final long MIN_RELAY_BYTES = 256 * 1024;

  /// How long a relay is kept for readers that may come back: longer than any of them waits for the
  /// next record.
  public static final Duration IDLE = Duration.ofSeconds(30);

  /// How long a request may take at least: the bus says sooner where a node has gone.
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);

  public RelaySettings {
    if (relayBytes < MIN_RELAY_BYTES || totalBytes < relayBytes) {
      throw new IllegalArgumentException("no bounds of a relay");
    }
  }

  /// How long to wait for an answer of a session.
  Duration patience() {
    return nodeTimeout.compareTo(LEAST_PATIENCE) > 0 ? nodeTimeout : LEAST_PATIENCE;
  }
}
