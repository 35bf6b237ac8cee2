package io.podbus.process;

import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// The way out for a child that no event loop looks after: one whose spawn failed half way, or
/// whose loop has ended. Not used in normal operation.
final class Reaper {
  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SIGKILL = 9;

  private Reaper() {}

  /// Kills a child that has not been reaped, and reaps it. Returns at once: death by SIGKILL takes
  /// a moment, or longer for a child that hangs in the kernel, and a virtual thread waits for it.
  ///
  /// @param reaped told, on that thread, what [Posix#waitpid] said
  static void killAndReap(Posix posix, int pid, IntConsumer reaped) {
    try {
      posix.kill(pid, SIGKILL);
    } catch (PosixException e) {
      // Then it cannot be killed (another user's now); it is waited for all the same.
    }
    Thread.ofVirtual().name("podbus-reaper-" + pid).start(() -> await(posix, pid, reaped));
  }

  private static void await(Posix posix, int pid, IntConsumer reaped) {
    long pause = FIRST_PAUSE_NANOS;
    int status = posix.waitpid(pid);
    while (status == Posix.STILL_RUNNING) {
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
      status = posix.waitpid(pid);
    }
    reaped.accept(status);
  }
}
