package io.podbus.session;

import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.InspectedContainer;
import io.podbus.podman.options.SessionOptions;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.engine.KnownContainers;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Looks for what a session is to work in or look at, before it is admitted: what is not there, or
/// not in a state for it, is said at once. Owned by the manager's event loop.
final class TargetFinder {
  /// What was found.
  ///
  /// @param target the container of somebody else's
  /// @param shown the session that has the output, where the engine does not
  record Found(Optional<SessionPlan.Target> target, Optional<SessionPlan.Shown> shown) {
    private static final Found NOTHING = new Found(Optional.empty(), Optional.empty());
  }

  private static final String LOGS = "logs";

  private final SessionServices services;
  private final SessionRegistry registry;

  TargetFinder(SessionServices services, SessionRegistry registry) {
    this.services = services;
    this.registry = registry;
  }

  /// What there is; nothing where the session needs none, or where it is another host's: there only
  /// the client finds out.
  ///
  /// @return fails with `container-not-found`, `wrong-state` or `invalid-options`
  Future<Found> find(SessionOptions options, Caller caller) {
    EngineProfile engine = services.engine().get();
    if (options.isRemote() || engine.remote() || !engine.known()) {
      return Future.succeededFuture(Found.NOTHING);
    }
    SessionKind kind = SessionKind.of(options);
    Optional<SessionPlan.Shown> shown =
        kind == SessionKind.ATTACH || options.operation().name().equals(LOGS)
            ? shown(options, caller)
            : Optional.empty();
    if (kind != SessionKind.PROGRAM && !kind.isGuest()) {
      return Future.succeededFuture(new Found(Optional.empty(), shown));
    }
    return target(kind, options.targetContainer().orElseThrow())
        .map(target -> new Found(Optional.of(target), shown));
  }

  /// The session of ours that has all there is of this container's output.
  private Optional<SessionPlan.Shown> shown(SessionOptions options, Caller caller) {
    List<String> names = options.strings("names");
    if (names.size() < 2) {
      Optional<SessionPlan.Shown> shown =
          options.targetContainer().flatMap(name -> itsOwnLog(name, caller));
      if (shown.isPresent() && options.flag("color")) {
        throw new FailureException(
            Failure.InvalidOptions.of(
                "/color", "The log of this container comes from its session, without colours."));
      }
      return shown;
    }
    for (String name : names) {
      if (itsOwnLog(name, caller).isPresent()) {
        throw new FailureException(
            Failure.InvalidOptions.of(
                "/names",
                "The output of \"%s\" is in its session alone, which shows its log by itself only:"
                        .formatted(name)
                    + " name no other container beside it."));
      }
    }
    return Optional.empty();
  }

  private Optional<SessionPlan.Shown> itsOwnLog(String name, Caller caller) {
    return services
        .containers()
        .find(name)
        .map(KnownContainers.Running::session)
        .flatMap(registry::plan)
        .or(() -> registry.ofContainer(name))
        .filter(SessionPlan::isItsOwnLog)
        .map(plan -> {
          if (!caller.reaches(plan.owner())) {
            throw new FailureException(
                new Failure.ContainerNotFound(
                    "There is no container of the name or id \"%s\".".formatted(name)));
          }
          return new SessionPlan.Shown(plan.id(), plan.owner());
        });
  }

  private Future<SessionPlan.Target> target(SessionKind kind, String name) {
    Optional<SessionPlan.Target> known = kind == SessionKind.START ? Optional.empty() : known(name);
    if (known.isPresent()) {
      return Future.succeededFuture(known.get());
    }
    return services
        .runner()
        .run(EngineCommands.inspect(name), services.config().engine().commandTimeout())
        .map(result -> {
          InspectedContainer found = EngineCommands.parseInspect(result);
          if (kind != SessionKind.START && !found.isRunning()) {
            throw new FailureException(
                new Failure.WrongState(
                    "The container \"%s\" is %s, not running.".formatted(name, found.status())));
          }
          return new SessionPlan.Target(
              found.id(), found.pid(), found.staticDirectory(), found.pidFile());
        });
  }

  /// One of ours needs no question to the engine.
  private Optional<SessionPlan.Target> known(String name) {
    EngineProfile engine = services.engine().get();
    return services
        .containers()
        .find(name)
        .flatMap(running ->
            engine
                .staticDirectory(running.id())
                .map(directory ->
                    new SessionPlan.Target(running.id(), running.pid(), directory, Path.of(""))));
  }
}
