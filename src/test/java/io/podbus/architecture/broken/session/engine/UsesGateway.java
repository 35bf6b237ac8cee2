package io.podbus.architecture.broken.session.engine;

import io.podbus.architecture.broken.gateway.UsesSession;

/// Breaks: what is known of the engine knows nothing of HTTP.
public class UsesGateway {
  UsesSession gateway;
}
