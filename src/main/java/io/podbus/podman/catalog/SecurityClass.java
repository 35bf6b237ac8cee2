package io.podbus.podman.catalog;

/// How much harm an option can do, at its worst. A hint for readers; policy judges values.
public enum SecurityClass {
  SAFE,
  /// Takes from what all share.
  RESOURCE,
  /// Reaches the host.
  HOST,
  /// Carries a secret.
  CREDENTIAL
}
