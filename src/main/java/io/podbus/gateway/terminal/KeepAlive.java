package io.podbus.gateway.terminal;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Pings a client, and says when it has not been heard of for so long that it must be gone. While
/// output waits for the client to read, or input for the program to take it, silence means nothing.
///
/// Confined to the connection's context.
final class KeepAlive {
  /// After how many pings without any sign of life.
  private static final int DEAF_AFTER = 4;

  private final Vertx vertx;
  private final long timer;
  private int unanswered;

  /// @param congested whether the client's silence means nothing now
  KeepAlive(Vertx vertx, Duration every, BooleanSupplier congested, Runnable ping, Runnable deaf) {
    this.vertx = vertx;
    this.timer =
        vertx.setPeriodic(
            every.toMillis(),
            _ -> {
              if (congested.getAsBoolean()) {
                unanswered = 0;
              } else if (unanswered++ < DEAF_AFTER) {
                ping.run();
              } else {
                deaf.run();
              }
            });
  }

  /// The client has said something.
  void heard() {
    unanswered = 0;
  }

  void stop() {
    vertx.cancelTimer(timer);
  }
}
