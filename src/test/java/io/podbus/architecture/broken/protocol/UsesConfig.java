package io.podbus.architecture.broken.protocol;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: protocol uses nothing of ours.
public class UsesConfig {
  UsesUtil config;
}
