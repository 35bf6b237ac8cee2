package io.podbus.architecture.broken.podman.engine;

import io.podbus.architecture.broken.session.UsesGateway;

/// Breaks: nothing below podman uses session.
public class UsesSession {
  UsesGateway session;
}
