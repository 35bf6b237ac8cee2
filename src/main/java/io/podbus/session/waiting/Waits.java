package io.podbus.session.waiting;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.journal.TimeSource;
import io.podbus.session.request.WaitRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The waits of one session. Owned by its event loop.
public final class Waits {
  private static final int MAX_WAITS = 64;
  private static final String POOL = "podbus-match";

  /// How many threads match patterns, for all sessions together.
  private static final int POOL_THREADS = 2;

  private final Vertx vertx;
  private final SessionJournal journal;
  private final TimeSource clock;
  private final Map<String, OutputWait> waits = new HashMap<>();
  private long nextWait;
  private @Nullable WorkerExecutor matching;

  public Waits(Vertx vertx, SessionJournal journal, TimeSource clock) {
    this.vertx = vertx;
    this.journal = journal;
    this.clock = clock;
  }

  /// Waits as the request says.
  public Future<JsonObject> wait(WaitRequest request) {
    if (waits.size() >= MAX_WAITS) {
      throw new FailureException(
          new Failure.RateLimited(
              "The session has %d waits under way, the most it can have.".formatted(MAX_WAITS), 1));
    }
    // A name that no caller's can be: theirs have no control characters.
    String name = request.waiter().orElseGet(() -> "\0" + nextWait++);
    OutputWait wait = new OutputWait(journal, clock, matching(), request);
    OutputWait before = waits.put(name, wait);
    if (before != null) {
      before.cancel();
    }
    return wait.run().onComplete(_ -> waits.remove(name, wait));
  }

  /// Gives a wait up where the body of a `release` names one; harmless where there is none of that
  /// name.
  public void release(JsonObject body) {
    OutputWait wait = body.getValue("waiter") instanceof String waiter ? waits.get(waiter) : null;
    if (wait != null) {
      wait.cancel();
    }
  }

  private WorkerExecutor matching() {
    WorkerExecutor present = matching;
    if (present == null) {
      present = vertx.createSharedWorkerExecutor(POOL, POOL_THREADS);
      matching = present;
    }
    return present;
  }

  /// Ends all of them.
  public void close() {
    for (OutputWait wait : waits.values().toArray(OutputWait[]::new)) {
      wait.cancel();
    }
    if (matching != null) {
      Future<Void> _ = matching.close();
      matching = null;
    }
  }
}
