package io.podbus.architecture.broken.session.admission;

import io.podbus.architecture.broken.session.UsesGateway;

/// Breaks: who gets in is judged without the sessions.
public class UsesSession {
  UsesGateway session;
}
