package io.podbus.podman.policy;

/// Whose a container, pod, volume, network or secret is that is not the caller's own.
public enum Target {
  /// Another owner's.
  OTHERS,
  /// Nobody's that the service knows: made by other means.
  HOST
}
