package io.podbus.architecture.broken.session.relay;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: a session that is shown in another knows no configuration.
public class UsesConfig {
  UsesUtil config;
}
