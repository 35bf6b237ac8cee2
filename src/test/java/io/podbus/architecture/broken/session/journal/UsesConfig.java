package io.podbus.architecture.broken.session.journal;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: the journal uses protocol alone.
public class UsesConfig {
  UsesUtil config;
}
