package io.podbus.session;

import io.podbus.config.PodbusConfig;
import io.podbus.identity.BusCallers;
import io.podbus.ops.trace.Tracer;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.policy.Policy;
import io.podbus.process.ChildSpawner;
import io.podbus.process.DirectoryWatcher;
import io.podbus.session.admission.AuditLog;
import io.podbus.session.admission.OwnerLimits;
import io.podbus.session.admission.StartQueue;
import io.podbus.session.engine.ContainerReaper;
import io.podbus.session.engine.EngineRunner;
import io.podbus.session.engine.ImagePuller;
import io.podbus.session.engine.KnownContainers;
import io.podbus.session.journal.JournalStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// What all sessions of this process share. Every part is safe on any thread.
///
/// @param engine what is known of the engine; the latest
/// @param podman the executable
/// @param environment the whole environment of every client, before a session's own additions
/// @param feeds whether output and events are published for whoever listens
/// @param callers tells who sent a message
/// @param policy what callers may do, now
/// @param audit where what it decided is written
/// @param clock the time
/// @param node the name of this node
record SessionServices(
    Vertx vertx,
    PodbusConfig config,
    ChildSpawner spawner,
    DirectoryWatcher watcher,
    StateDirectory state,
    Supplier<EngineProfile> engine,
    Path podman,
    Map<String, String> environment,
    EngineRunner runner,
    ContainerReaper reaper,
    ImagePuller puller,
    StartQueue starts,
    OwnerLimits limits,
    JournalStore journals,
    KnownContainers containers,
    SessionMeters meters,
    LifecycleLog lifecycle,
    Tracer tracer,
    boolean feeds,
    BusCallers callers,
    Supplier<Policy> policy,
    AuditLog audit,
    Clock clock,
    String node) {}
