package io.podbus.architecture.broken.podman;

import io.podbus.architecture.broken.process.UsesProtocol;

/// Breaks: podman uses podman.engine and protocol alone.
public class UsesProcess {
  UsesProtocol process;
}
