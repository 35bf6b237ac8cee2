package io.podbus.podman.policy;

/// A policy that cannot be used. The message is one line, and names the place.
public final class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PolicyException(String message) {
    super(message);
  }
}
