package io.podbus.session;

import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.ExitedContainer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the program ended that an `attach` has looked at: podman's client says 0 whatever it was.
/// The container tells it while it is there, and the engine's log of events when it is gone.
///
/// Owned by the session's event loop.
final class GuestRun {
  private static final Logger LOG = LoggerFactory.getLogger(GuestRun.class);

  private final SessionServices services;
  private final SessionPlan plan;
  private final Session session;

  GuestRun(SessionServices services, SessionPlan plan, Session session) {
    this.services = services;
    this.plan = plan;
    this.session = session;
  }

  /// Finds out how the program ended; of one that goes on there is nothing to find out. Never
  /// fails.
  Future<?> learnExit() {
    Optional<JsonObject> shown = session.launcher().shownEnd();
    if (shown.isPresent()) {
      JsonObject exit = shown.get();
      Integer code = exit.getInteger("code");
      if (code != null) {
        session.verdict().programEnded(code, exit.getBoolean("oomKilled", false));
      }
      return Future.succeededFuture();
    }
    return ask()
        .recover(_ -> askEvents())
        .onSuccess(exited -> {
          if (!exited.running()) {
            session.verdict().programEnded(exited.code(), exited.oomKilled());
          }
        })
        .onFailure(
            e -> LOG.info("session {}: the exit code is not known: {}", plan.id(), e.getMessage()))
        .otherwiseEmpty();
  }

  private Future<ExitedContainer> ask() {
    return session
        .engine()
        .commands()
        .run(EngineCommands.inspectExit(container()), services.config().engine().commandTimeout())
        .map(EngineCommands::parseExit);
  }

  private Future<ExitedContainer> askEvents() {
    return session
        .engine()
        .commands()
        .run(
            EngineCommands.deaths(container(), session.facts().createdAt()),
            services.config().engine().commandTimeout())
        .map(EngineCommands::parseDeaths);
  }

  /// By id where it is known: a name may be another container's by now.
  String container() {
    return plan.target().map(SessionPlan.Target::id).orElse(plan.command().containerName());
  }
}
