package io.podbus.architecture.broken.ops;

import io.podbus.architecture.broken.podman.UsesProcess;

/// Breaks: ops uses nothing of ours.
public class UsesPodman {
  UsesProcess podman;
}
