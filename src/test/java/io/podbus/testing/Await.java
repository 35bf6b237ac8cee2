package io.podbus.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting in tests: always with a deadline, and with a description that the failure shows. Not for
/// event-loop threads.
public final class Await {
  private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();
  private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;

  private Await() {}

  /// Returns as soon as the condition holds.
  ///
  /// @param description what is waited for, as the failure names it
  /// @throws AssertionError where it does not hold by the deadline
  public static void until(Duration deadline, String description, BooleanSupplier condition) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + deadline + ": " + description);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// The value of a future that succeeds by the deadline.
  ///
  /// @throws AssertionError where it fails, with its cause, or where it is not complete in time
  public static <T> T get(Future<T> future, Duration deadline, String description) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(deadline.toNanos(), NANOS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + description, e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("not within " + deadline + ": " + description, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + description, e);
    }
  }

  /// The cause of a future that fails by the deadline.
  ///
  /// @throws AssertionError where it succeeds, or where it is not complete in time
  public static Throwable failure(Future<?> future, Duration deadline, String description) {
    until(deadline, description, future::isComplete);
    Throwable cause = future.cause();
    if (cause == null) {
      throw new AssertionError("succeeded, but should fail: " + description);
    }
    return cause;
  }
}
