package io.podbus.architecture.broken.gateway.encoding;

import io.podbus.architecture.broken.ops.UsesPodman;

/// Breaks: gateway.encoding uses nothing of ours but text and protocol.
public class UsesOps {
  UsesPodman it;
}
