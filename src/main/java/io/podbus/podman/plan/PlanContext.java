package io.podbus.podman.plan;

import io.podbus.podman.engine.EngineProfile;
import io.podbus.protocol.SessionId;
import java.nio.file.Path;

/// What a plan needs to know beside the options.
///
/// @param instanceId names this installation of the service: a later process finds by it what this
///   one left
/// @param owner whose the session is, and what it makes
/// @param privateDirectory the session's own, 0700; need not exist yet
/// @param traceparent the place in a trace that the session has, for a program that wants it
public record PlanContext(
    SessionId sessionId,
    String instanceId,
    String owner,
    Path privateDirectory,
    EngineProfile engine,
    String traceparent) {}
