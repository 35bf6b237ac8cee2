package io.podbus.podman.policy;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.policy.Decision.Effect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sets in a caller's object what rules want set: first defaults, then bounds, then what is forced.
/// For one use.
final class Changes {
  /// What the kernel bounds by control groups, which an ordinary user has none of in version 1.
  private static final Set<String> BY_CGROUPS =
      Set.of("memory", "memorySwap", "memoryReservation", "cpus", "cpuShares", "pidsLimit");

  /// What is bounded also where nobody says anything: swap at twice the memory, by podman; its log
  /// at the service's own size. To set it then would only keep other options from going with it.
  private static final Set<String> BOUNDED_UNLESS_GIVEN = Set.of("memorySwap", "maxLogSize");

  private static final long DEFAULT_PERIOD = 100_000;

  private final Operation operation;
  private final JsonObject body;
  private final EngineProfile engine;
  private final List<Decision> decisions;

  Changes(Operation operation, JsonObject body, EngineProfile engine, List<Decision> decisions) {
    this.operation = operation;
    this.body = body;
    this.engine = engine;
    this.decisions = decisions;
  }

  void apply(List<PolicyRule> rules) {
    for (PolicyRule rule : rules) {
      if (rule.effect() instanceof PolicyRule.Effect.Default(Map<String, Object> values)) {
        values.forEach((option, value) -> {
          if (takes(option) && body.getValue(option) == null) {
            set(rule, Effect.DEFAULT, option, value, "this was not given.");
          }
        });
      }
    }
    for (PolicyRule rule : rules) {
      if (rule.effect() instanceof PolicyRule.Effect.Cap(Map<String, Object> values)) {
        values.forEach((option, value) -> cap(rule, option, value));
      }
    }
    for (PolicyRule rule : rules) {
      if (rule.effect() instanceof PolicyRule.Effect.Force(Map<String, Object> values)) {
        values.forEach((option, value) -> force(rule, option, value));
      }
    }
  }

  private boolean takes(String option) {
    return entry(option)
        .map(entry -> entry.uses(operation.name()).stream().anyMatch(use -> use.isKnownTo(engine)))
        .orElse(false);
  }

  private Optional<OptionEntry> entry(String option) {
    return Catalog.entriesOf(operation).stream()
        .filter(entry -> entry.name().equals(option))
        .findFirst();
  }

  private void cap(PolicyRule rule, String option, Object most) {
    boolean quotaInstead = option.equals("cpus") && !takes(option) && takes("cpuQuota");
    if (!takes(option) && !quotaInstead) {
      return;
    }
    if (BY_CGROUPS.contains(option) && engine.rootless() && "v1".equals(engine.cgroupVersion())) {
      decisions.add(
          new Decision(
              rule.name(),
              Effect.SKIP,
              "/" + option,
              "this engine cannot bound \"%s\".".formatted(option)));
      return;
    }
    if (option.equals("cpus") && capQuota(rule, most, quotaInstead)) {
      return;
    }
    Object given = body.getValue(option);
    if (given == null && BOUNDED_UNLESS_GIVEN.contains(option)) {
      return;
    }
    double limit = Amounts.of(most);
    if (given == null || Amounts.of(given) > limit) {
      set(rule, Effect.CAP, option, most, "at most \"%s\" is allowed.".formatted(most));
    }
  }

  /// The same bound in podman's other words.
  ///
  /// @param only whether there are no others in this operation
  private boolean capQuota(PolicyRule rule, Object most, boolean only) {
    if (!only && !(body.getValue("cpuQuota") instanceof Number)) {
      return false;
    }
    double quota = body.getValue("cpuQuota") instanceof Number given ? given.doubleValue() : 0;
    double period =
        body.getValue("cpuPeriod") instanceof Number number ? number.doubleValue() : DEFAULT_PERIOD;
    double most0 = Amounts.of(most);
    if (quota <= 0 || quota / period > most0) {
      set(
          rule,
          Effect.CAP,
          "cpuQuota",
          (long) (most0 * period),
          "at most \"%s\" processors are allowed.".formatted(most));
    }
    return true;
  }

  private void force(PolicyRule rule, String option, Object value) {
    if (!takes(option)) {
      return;
    }
    if (value instanceof JsonArray wanted) {
      JsonArray all =
          body.getValue(option) instanceof JsonArray given ? given.copy() : new JsonArray();
      for (Object item : wanted) {
        if (!all.contains(item)) {
          all.add(item);
        }
      }
      set(rule, Effect.FORCE, option, all, "this is always set.");
    } else {
      set(rule, Effect.FORCE, option, value, "this is always set.");
    }
  }

  private void set(PolicyRule rule, Effect effect, String option, Object value, String detail) {
    if (value.equals(body.getValue(option))) {
      return;
    }
    body.put(option, value);
    decisions.add(new Decision(rule.name(), effect, "/" + option, detail));
  }
}
