package io.podbus.architecture.broken.ops.trace;

import io.podbus.architecture.broken.ops.log.UsesOps;

/// Breaks: ops.trace uses nothing of ours.
public class UsesLog {
  UsesOps log;
}
