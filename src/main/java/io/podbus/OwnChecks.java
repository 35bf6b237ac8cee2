package io.podbus;

import io.podbus.ops.CheckResult;
import io.podbus.ops.Readiness;
import io.podbus.session.SessionManagerVerticle;
import io.podbus.session.journal.JournalFigures;
import io.podbus.session.journal.JournalStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Whether the service itself is ready: its files, its room for sessions, its journals. None of
/// them waits for anything.
///
/// @param draining whether the service is ending
record OwnChecks(
    Access access,
    SessionManagerVerticle manager,
    JournalStore journals,
    int maxSessions,
    BooleanSupplier draining) {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  void addTo(Readiness readiness) {
    add(readiness, "access", this::accessCheck);
    add(readiness, "sessions", this::sessionsCheck);
    add(readiness, "journal", this::journalCheck);
  }

  private static void add(Readiness readiness, String name, Supplier<CheckResult> check) {
    readiness.add(name, TIMEOUT, () -> Future.succeededFuture(check.get()));
  }

  private CheckResult journalCheck() {
    JournalFigures figures = journals.figures();
    Map<String, Object> facts =
        Map.of(
            "diskBytes", figures.diskBytes(),
            "memoryBytes", figures.memoryBytes(),
            "lagBytes", figures.lagBytes());
    String problem = journals.problem();
    return problem == null
        ? new CheckResult(true, "output is written to the disk", facts)
        : new CheckResult(false, "output is kept in memory alone: " + problem, facts);
  }

  /// Files that cannot be used as they are now do not make the service unready: what was in force
  /// is. But it is said.
  private CheckResult accessCheck() {
    List<String> faults = access.faults();
    return faults.isEmpty()
        ? new CheckResult(true, "all files are in force", Map.of())
        : new CheckResult(true, "older content is in force: " + faults, Map.of());
  }

  private CheckResult sessionsCheck() {
    int live = manager.liveSessions();
    int max = maxSessions;
    Map<String, Object> facts = Map.of("live", live, "max", max);
    if (draining.getAsBoolean()) {
      return new CheckResult(false, "the service is shutting down", facts);
    }
    return live < max
        ? new CheckResult(true, "there is room", facts)
        : new CheckResult(false, "all sessions are in use", facts);
  }
}
