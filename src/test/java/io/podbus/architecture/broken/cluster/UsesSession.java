package io.podbus.architecture.broken.cluster;

import io.podbus.architecture.broken.session.UsesGateway;

/// Breaks: the cluster knows sessions by their messages alone.
public class UsesSession {
  UsesGateway forbidden;
}
