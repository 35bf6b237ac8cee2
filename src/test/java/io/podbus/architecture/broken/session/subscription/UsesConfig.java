package io.podbus.architecture.broken.session.subscription;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: the push uses the journal, the protocol and the figures alone.
public class UsesConfig {
  UsesUtil config;
}
