package io.podbus.session;

import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.InspectedContainer;
import io.podbus.podman.options.SessionOptions;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Optional;

/// Looks for the container of somebody else's that a session is to work in or look at, before it is
/// admitted: what is not there, or not in a state for it, is said at once. Owned by the manager's
/// event loop.
final class TargetFinder {
  private final SessionServices services;

  TargetFinder(SessionServices services) {
    this.services = services;
  }

  /// The container; nothing where the session needs none, or where it is another host's: there only
  /// the client finds out.
  ///
  /// @return fails with `container-not-found` or `wrong-state`
  Future<Optional<SessionPlan.Target>> find(SessionOptions options) {
    SessionKind kind = SessionKind.of(options);
    boolean needed = kind == SessionKind.PROGRAM || kind.isGuest();
    EngineProfile engine = services.engine().get();
    if (!needed || options.isRemote() || engine.remote() || !engine.known()) {
      return Future.succeededFuture(Optional.empty());
    }
    String name = options.targetContainer().orElseThrow();
    Optional<SessionPlan.Target> known =
        kind == SessionKind.PROGRAM ? known(name) : Optional.empty();
    if (known.isPresent()) {
      return Future.succeededFuture(known);
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
          return Optional.of(
              new SessionPlan.Target(
                  found.id(), found.pid(), found.staticDirectory(), found.pidFile()));
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
