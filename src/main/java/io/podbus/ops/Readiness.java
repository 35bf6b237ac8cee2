package io.podbus.ops;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The checks that decide whether the service is ready, by name. Any thread may add one or ask.
///
/// Each has a time of its own in which to answer: one that hangs is down, and hangs nothing else.
/// An answer serves for a while, and a check that is under way is not begun a second time: however
/// often health is asked for, it costs what it costs once.
public final class Readiness {
  private final Map<String, Check> checks = new ConcurrentSkipListMap<>();
  private final Meters meters;
  private final LongSupplier nanos;

  /// What all checks together say.
  ///
  /// @param body `status` and `checks`
  public record Report(boolean up, JsonObject body) {}

  /// @param nanos a monotonic clock, as `System::nanoTime`
  public Readiness(Meters meters, LongSupplier nanos) {
    this.meters = meters;
    this.nanos = nanos;
  }

  /// Adds a check whose answer is not kept, or replaces the one of this name.
  public Readiness add(String name, Duration timeout, Supplier<Future<CheckResult>> ask) {
    return add(name, timeout, Duration.ZERO, ask);
  }

  /// Adds a check, or replaces the one of this name.
  ///
  /// @param timeout after which the check is down
  /// @param maxAge for how long an answer serves
  /// @param ask runs on the caller's thread; it must not block
  public Readiness add(
      String name, Duration timeout, Duration maxAge, Supplier<Future<CheckResult>> ask) {
    Check check = new Check(timeout, maxAge, ask);
    checks.put(name, check);
    meters.show(Metric.READY, () -> checks.getOrDefault(name, check).wasUp() ? 1 : 0, name);
    return this;
  }

  /// Asks every check. Never fails.
  public Future<Report> report() {
    List<Map.Entry<String, Check>> entries = List.copyOf(checks.entrySet());
    List<String> names = entries.stream().map(Map.Entry::getKey).toList();
    List<Future<CheckResult>> asked =
        entries.stream().map(entry -> entry.getValue().answer()).toList();
    return Future.all(asked)
        .map(all -> {
          boolean up = true;
          JsonArray array = new JsonArray();
          for (int i = 0; i < names.size(); i++) {
            CheckResult result = all.resultAt(i);
            up &= result.up();
            array.add(result.toJson(names.get(i)));
          }
          JsonObject body = new JsonObject().put("status", CheckResult.status(up));
          return new Report(up, body.put("checks", array));
        });
  }

  private final class Check {
    private final Duration timeout;
    private final Duration maxAge;
    private final Supplier<Future<CheckResult>> ask;
    private @Nullable CheckResult last;
    private long lastAt;
    private @Nullable Future<CheckResult> underWay;

    Check(Duration timeout, Duration maxAge, Supplier<Future<CheckResult>> ask) {
      this.timeout = timeout;
      this.maxAge = maxAge;
      this.ask = ask;
    }

    synchronized boolean wasUp() {
      return last != null && last.up();
    }

    private synchronized Future<CheckResult> answer() {
      if (last != null && nanos.getAsLong() - lastAt < maxAge.toNanos()) {
        return Future.succeededFuture(last);
      }
      Future<CheckResult> asked = underWay;
      if (asked == null) {
        asked = begin();
      }
      long millis = timeout.toMillis();
      return asked
          .timeout(millis, TimeUnit.MILLISECONDS)
          .recover(cause ->
              Future.succeededFuture(
                  late(
                      cause instanceof TimeoutException
                          ? "no answer within " + millis + " ms"
                          : String.valueOf(cause.getMessage()))));
    }

    private Future<CheckResult> begin() {
      Future<CheckResult> asked;
      try {
        asked = ask.get();
      } catch (RuntimeException e) {
        asked = Future.failedFuture(e);
      }
      Future<CheckResult> checked =
          asked.otherwise(cause -> CheckResult.down(String.valueOf(cause.getMessage())));
      underWay = checked;
      checked.onSuccess(this::answered);
      return checked;
    }

    private synchronized void answered(CheckResult result) {
      underWay = null;
      last = result;
      lastAt = nanos.getAsLong();
    }

    private synchronized CheckResult late(String why) {
      CheckResult down = CheckResult.down(why);
      if (underWay != null) {
        // For the figures alone: the answer that is still to come replaces it.
        last = down;
        lastAt = nanos.getAsLong() - maxAge.toNanos();
      }
      return down;
    }
  }
}
