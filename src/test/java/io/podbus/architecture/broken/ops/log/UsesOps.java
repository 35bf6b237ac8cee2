package io.podbus.architecture.broken.ops.log;

import io.podbus.architecture.broken.ops.UsesPodman;

/// Breaks: ops.log uses nothing of ours but ops.trace.
public class UsesOps {
  UsesPodman ops;
}
