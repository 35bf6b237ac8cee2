package io.podbus.session.admission;

import io.podbus.config.LimitsConfig;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// What a single owner, and all together, may take: live sessions, what they may keep, and in each
/// minute starts and input. A limit of 0 is none. Thread-safe.
public final class OwnerLimits {
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /// Owners whose minute is over are forgotten when there are more than that.
  private static final int MANY = 1000;

  /// What an owner has now.
  private static final class Taken {
    private int sessions;
    private long bytes;
  }

  /// What was used in the minute that began then.
  private static final class Minute {
    private long begin;
    private long used;
  }

  private final LimitsConfig limits;
  private final LongSupplier nanoTime;

  // Under the lock of this.
  private final Map<String, Taken> taken = new HashMap<>();
  private final Map<String, Minute> starts = new HashMap<>();
  private final Map<String, Minute> input = new HashMap<>();
  private final Minute allStarts = new Minute();
  private final Minute allInput = new Minute();
  private long refused;

  public OwnerLimits(LimitsConfig limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.allStarts.begin = nanoTime.getAsLong();
    this.allInput.begin = nanoTime.getAsLong();
  }

  /// Takes a place for a session of this owner, which [#leave] frees.
  ///
  /// @param bytes of output that it may keep
  /// @throws FailureException `too-many-sessions` or `rate-limited`
  public synchronized void enter(String owner, long bytes) {
    Taken mine = taken.getOrDefault(owner, new Taken());
    if (limits.sessionsPerOwner() > 0 && mine.sessions >= limits.sessionsPerOwner()) {
      refused++;
      throw new FailureException(
          new Failure.TooManySessions(
              "You have %d sessions, as many as you may; end one.".formatted(mine.sessions),
              RETRY_AFTER_SECONDS));
    }
    if (limits.storedBytesPerOwner() > 0 && mine.bytes + bytes > limits.storedBytesPerOwner()) {
      refused++;
      throw new FailureException(
          new Failure.TooManySessions(
              "Your sessions may keep %d bytes of output together; end one, or ask for less with"
                      .formatted(limits.storedBytesPerOwner())
                  + " \"retainBytes\".",
              RETRY_AFTER_SECONDS));
    }
    Minute own = starts.computeIfAbsent(owner, _ -> begun());
    check(own, 1, limits.startsPerMinutePerOwner(), "You may start %d sessions in a minute.");
    check(allStarts, 1, limits.startsPerMinute(), "%d sessions may be started in a minute.");
    own.used++;
    allStarts.used++;
    mine.sessions++;
    mine.bytes += bytes;
    taken.put(owner, mine);
    forgetOld(starts);
  }

  /// A session of this owner has ended, or never came to be.
  public synchronized void leave(String owner, long bytes) {
    Taken mine = taken.get(owner);
    if (mine != null) {
      mine.sessions--;
      mine.bytes -= bytes;
      if (mine.sessions <= 0) {
        taken.remove(owner);
      }
    }
  }

  /// Counts what this owner types.
  ///
  /// @throws FailureException `rate-limited`
  public synchronized void input(String owner, long bytes) {
    Minute own = input.computeIfAbsent(owner, _ -> begun());
    check(own, bytes, limits.inputBytesPerMinutePerOwner(), "You may type %d bytes in a minute.");
    check(allInput, bytes, limits.inputBytesPerMinute(), "%d bytes may be typed in a minute.");
    own.used += bytes;
    allInput.used += bytes;
    forgetOld(input);
  }

  private Minute begun() {
    Minute minute = new Minute();
    minute.begin = nanoTime.getAsLong();
    return minute;
  }

  /// What is larger than a whole minute's worth passes when the minute is fresh: else it never
  /// would.
  private void check(Minute minute, long wanted, long limit, String sentence) {
    long now = nanoTime.getAsLong();
    if (now - minute.begin >= MINUTE_NANOS) {
      minute.begin = now;
      minute.used = 0;
    }
    if (limit > 0 && minute.used > 0 && minute.used + wanted > limit) {
      refused++;
      long left = MINUTE_NANOS - (now - minute.begin);
      throw new FailureException(
          new Failure.RateLimited(
              sentence.formatted(limit), (int) Math.max(1, Math.ceilDiv(left, 1_000_000_000L))));
    }
  }

  private void forgetOld(Map<String, Minute> minutes) {
    if (minutes.size() > MANY) {
      long now = nanoTime.getAsLong();
      minutes.values().removeIf(minute -> now - minute.begin >= MINUTE_NANOS);
    }
  }

  /// How often something was refused since the start.
  public synchronized long refused() {
    return refused;
  }
}
