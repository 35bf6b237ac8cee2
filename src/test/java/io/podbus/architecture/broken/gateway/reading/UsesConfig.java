package io.podbus.architecture.broken.gateway.reading;

import io.podbus.architecture.broken.config.UsesUtil;

/// Breaks: gateway.reading uses nothing of ours but protocol and ops.
public class UsesConfig {
  UsesUtil it;
}
