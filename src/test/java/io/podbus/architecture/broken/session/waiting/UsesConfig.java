package io.podbus.architecture.broken.session.waiting;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: who waits for output knows no configuration.
public class UsesConfig {
  UsesUtil config;
}
