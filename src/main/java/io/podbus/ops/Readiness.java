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
import java.util.function.Supplier;

/// The checks that decide whether the service is ready, by name. Any thread may add one.
///
/// Each has a time of its own in which to answer: one that hangs is down, and hangs nothing else.
public final class Readiness {
  private final Map<String, Check> checks = new ConcurrentSkipListMap<>();

  private record Check(Duration timeout, Supplier<Future<CheckResult>> ask) {}

  /// What all checks together say.
  ///
  /// @param body `status` and `checks`
  public record Report(boolean up, JsonObject body) {}

  /// Adds a check, or replaces the one of this name.
  ///
  /// @param timeout after which the check is down
  /// @param ask runs on the management port's context; it must not block
  public Readiness add(String name, Duration timeout, Supplier<Future<CheckResult>> ask) {
    checks.put(name, new Check(timeout, ask));
    return this;
  }

  /// Asks every check. Never fails.
  public Future<Report> report() {
    List<Map.Entry<String, Check>> entries = List.copyOf(checks.entrySet());
    List<String> names = entries.stream().map(Map.Entry::getKey).toList();
    List<Future<CheckResult>> asked = entries.stream().map(entry -> ask(entry.getValue())).toList();
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

  private static Future<CheckResult> ask(Check check) {
    Future<CheckResult> asked;
    try {
      asked = check.ask().get();
    } catch (RuntimeException e) {
      asked = Future.failedFuture(e);
    }
    long millis = check.timeout().toMillis();
    String late = "no answer within " + millis + " ms";
    return asked
        .timeout(millis, TimeUnit.MILLISECONDS)
        .otherwise(cause ->
            CheckResult.down(
                cause instanceof TimeoutException ? late : String.valueOf(cause.getMessage())));
  }
}
