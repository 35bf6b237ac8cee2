package io.podbus.architecture.broken.client;

import io.podbus.architecture.broken.protocol.UsesConfig;

/// Breaks: the client uses nothing of ours.
public class UsesProtocol {
  UsesConfig protocol;
}
