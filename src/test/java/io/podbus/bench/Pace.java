package io.podbus.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Does something again and again on a thread of its own, at a rate, until it is stopped.
final class Pace implements AutoCloseable {
  private final Thread thread;
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /// @param everyNanos how far apart; 0 for without a pause
  Pace(String name, long everyNanos, Runnable step) {
    thread = new Thread(() -> run(everyNanos, step), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(long everyNanos, Runnable step) {
    long next = System.nanoTime();
    try {
      while (!stopped) {
        step.run();
        next += everyNanos;
        // What was missed is made up for in part only: a burst is not the rate that was asked for.
        next = Math.max(next, System.nanoTime() - 4 * everyNanos);
        pause(next, () -> stopped);
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /// Waits until a time of `System.nanoTime`.
  static void pause(long until, BooleanSupplier stopped) {
    long left = until - System.nanoTime();
    while (left > 0 && !stopped.getAsBoolean()) {
      LockSupport.parkNanos(left);
      left = until - System.nanoTime();
    }
  }

  /// Lets it go on for so long.
  static void letRun(long millis) {
    pause(System.nanoTime() + millis * 1_000_000, () -> false);
  }

  /// Stops it, and waits for its last step; the readers must go on reading.
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (failure != null) {
      throw failure;
    }
    if (thread.isAlive()) {
      throw new IllegalStateException(thread.getName() + " does not end");
    }
  }
}
