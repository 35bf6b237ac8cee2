package io.podbus.architecture.broken.gateway;

import io.podbus.architecture.broken.session.UsesGateway;

/// Breaks: gateway and session speak over the bus only, and have no cycle.
public class UsesSession {
  UsesGateway session;
}
