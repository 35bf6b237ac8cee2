package io.podbus.session;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/// How many sessions may live at once, and how many do. A place is taken before anything is asked
/// of the engine, so that however many creates come at once, no more than the limit pass.
///
/// Owned by the manager's event loop; [#count] may be called on any thread.
final class LiveSessions {
  /// When a refused create may be worth another try.
  static final int RETRY_AFTER_SECONDS = 5;

  private final int max;
  private final AtomicInteger count = new AtomicInteger();
  private final Promise<Void> drained = Promise.promise();
  private boolean draining;

  LiveSessions(int max) {
    this.max = max;
  }

  /// Takes a place, which [#leave] frees.
  ///
  /// @throws FailureException `draining` or `too-many-sessions`
  void enter() {
    refuseWhileFull();
    count.incrementAndGet();
  }

  /// @throws FailureException `draining` or `too-many-sessions`
  void refuseWhileFull() {
    refuseWhileDraining();
    if (count.get() >= max) {
      throw new FailureException(
          new Failure.TooManySessions(
              "All %d sessions are in use; end one or wait for one to end.".formatted(max),
              RETRY_AFTER_SECONDS));
    }
  }

  void leave() {
    count.decrementAndGet();
    tellIfDrained();
  }

  /// @throws FailureException `draining`, from the shutdown's begin on
  void refuseWhileDraining() {
    if (draining) {
      throw new FailureException(
          new Failure.Draining("The service is shutting down.", RETRY_AFTER_SECONDS));
    }
  }

  /// Lets nobody in any more.
  ///
  /// @return completes when all have left
  Future<Void> drain() {
    draining = true;
    tellIfDrained();
    return drained.future();
  }

  boolean draining() {
    return draining;
  }

  private void tellIfDrained() {
    if (draining && count.get() == 0) {
      drained.tryComplete();
    }
  }

  int count() {
    return count.get();
  }
}
