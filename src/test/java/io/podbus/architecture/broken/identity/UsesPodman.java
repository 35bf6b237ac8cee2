package io.podbus.architecture.broken.identity;

import io.podbus.architecture.broken.podman.UsesProcess;

/// Breaks: identity uses protocol and config alone.
public class UsesPodman {
  UsesProcess forbidden;
}
