package io.podbus.architecture.broken.podman;

import io.podbus.architecture.broken.process.UsesProtocol;

/// Breaks: podman uses protocol alone.
public class UsesProcess {
  UsesProtocol process;
}
