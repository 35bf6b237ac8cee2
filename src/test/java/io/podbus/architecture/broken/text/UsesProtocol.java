package io.podbus.architecture.broken.text;

import io.podbus.architecture.broken.protocol.UsesConfig;

/// Breaks: text uses nothing of ours.
public class UsesProtocol {
  UsesConfig it;
}
