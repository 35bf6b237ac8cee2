package io.podbus.architecture.broken.cluster.relay;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: a relay is told its bounds.
public class UsesConfig {
  UsesUtil config;
}
