package io.podbus.architecture.broken.session;

import io.podbus.architecture.broken.gateway.UsesSession;
import io.vertx.core.internal.ContextInternal;

/// Breaks: gateway and session speak over the bus only; Vert.x internals belong to process.
public class UsesGateway {
  UsesSession gateway;
  ContextInternal context;
}
