package io.podbus.architecture.broken.session.request;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: a body is read without a look at the configuration.
public class UsesConfig {
  UsesUtil config;
}
