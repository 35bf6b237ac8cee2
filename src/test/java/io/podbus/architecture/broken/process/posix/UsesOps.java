package io.podbus.architecture.broken.process.posix;

import io.podbus.architecture.broken.ops.UsesPodman;

/// Breaks: process.posix uses nothing of ours.
public class UsesOps {
  UsesPodman ops;
}
