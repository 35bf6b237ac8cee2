package io.podbus.session;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The limits in time of one session. Owned by its event loop; calls back on it.
final class SessionTimers {
  private final Vertx vertx;
  private final Clock clock;
  private final LongSupplier lastActivity;
  private final Map<StopCause, Long> timers = new EnumMap<>(StopCause.class);

  /// @param lastActivity the tick at which something last went in or out
  SessionTimers(Vertx vertx, Clock clock, LongSupplier lastActivity) {
    this.vertx = vertx;
    this.clock = clock;
    this.lastActivity = lastActivity;
  }

  /// Calls back after that time, if there is one, unless cancelled.
  void arm(StopCause cause, Optional<Duration> after, Runnable action) {
    cancel(cause);
    after.ifPresent(
        time -> timers.put(cause, vertx.setTimer(Math.max(1, time.toMillis()), _ -> action.run())));
  }

  /// From now on the limits count that the caller set to a running program.
  ///
  /// @param stop told which of them is over
  void running(SessionPlan plan, Consumer<StopCause> stop) {
    arm(StopCause.TIMEOUT, plan.options().timeout(), () -> stop.accept(StopCause.TIMEOUT));
    watchIdle(plan, stop);
  }

  /// Only the limit on silence counts, from now on: a program that is frozen cannot break it.
  void watchIdle(SessionPlan plan, Consumer<StopCause> stop) {
    plan.options()
        .idleTimeout()
        .ifPresent(time -> checkIdle(time, () -> stop.accept(StopCause.IDLE_TIMEOUT)));
  }

  private void checkIdle(Duration limit, Runnable action) {
    long left = lastActivity.getAsLong() + limit.toMillis() - clock.ticks();
    if (left <= 0) {
      action.run();
    } else {
      timers.put(StopCause.IDLE_TIMEOUT, vertx.setTimer(left, _ -> checkIdle(limit, action)));
    }
  }

  void cancel(StopCause cause) {
    Long timer = timers.remove(cause);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  void cancelAll() {
    timers.values().forEach(vertx::cancelTimer);
    timers.clear();
  }
}
