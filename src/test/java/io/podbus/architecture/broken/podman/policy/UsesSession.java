package io.podbus.architecture.broken.podman.policy;

import io.podbus.architecture.broken.session.UsesGateway;

/// Breaks: what callers may do is judged without the sessions.
public class UsesSession {
  UsesGateway session;
}
