package io.podbus.session;

import io.podbus.protocol.SessionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the registry knows of a session. Owned by the manager's event loop.
final class SessionEntry implements Listed {
  final long number;
  final SessionPlan plan;
  final SessionVerticle verticle;
  @Nullable String deploymentId;
  boolean ended;
  boolean purged;

  SessionEntry(long number, SessionPlan plan, SessionVerticle verticle) {
    this.number = number;
    this.plan = plan;
    this.verticle = verticle;
  }

  @Override
  public SessionId id() {
    return plan.id();
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public String owner() {
    return plan.owner();
  }

  @Override
  public String operation() {
    return plan.operation();
  }

  @Override
  public Map<String, String> labels() {
    return plan.options().labels();
  }

  @Override
  public @Nullable String state() {
    Session session = verticle.session();
    return session == null ? null : session.state().wireName();
  }
}
