package io.podbus.architecture.broken.session.build;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: what a build has beside its client knows no configuration.
public class UsesConfig {
  UsesUtil config;
}
