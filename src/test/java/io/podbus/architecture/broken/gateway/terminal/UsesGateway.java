package io.podbus.architecture.broken.gateway.terminal;

import io.podbus.architecture.broken.gateway.UsesSession;

/// Breaks: a part of the gateway uses nothing of the whole.
public class UsesGateway {
  UsesSession it;
}
