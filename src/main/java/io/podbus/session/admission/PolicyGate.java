package io.podbus.session.admission;

import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.options.OptionCatalog;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.policy.Decision;
import io.podbus.podman.policy.Policy;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Holds a caller's options against the policy, and writes down what came of it.
///
/// Owned by the manager's event loop.
public final class PolicyGate {
  /// What a caller gets.
  ///
  /// @param options with what the policy set in them
  public record Passed(SessionOptions options, List<Decision> decisions) {
    public Passed {
      decisions = List.copyOf(decisions);
    }
  }

  private final OptionCatalog catalog;
  private final Supplier<Policy> policy;
  private final AuditLog audit;
  private final TargetOwners owners;
  private final BooleanSupplier everyoneIsOne;

  /// @param everyoneIsOne whether nobody is asked for a name, so that all is everybody's
  public PolicyGate(
      OptionCatalog catalog,
      Supplier<Policy> policy,
      AuditLog audit,
      TargetOwners owners,
      BooleanSupplier everyoneIsOne) {
    this.catalog = catalog;
    this.policy = policy;
    this.audit = audit;
    this.owners = owners;
    this.everyoneIsOne = everyoneIsOne;
  }

  /// Checks that the request reaches what is the caller's alone, as far as that matters.
  ///
  /// @param dry whether nothing may come of it
  /// @return fails as for what is not there
  public Future<Void> reach(SessionOptions options, Caller caller, boolean dry) {
    return judgesTargets()
        ? owners
            .check(options, caller, policy.get(), dry)
            .onFailure(cause -> {
              if (cause instanceof FailureException) {
                note(
                    caller,
                    "reach",
                    options.operation().name(),
                    null,
                    "denied",
                    List.of(
                        new Decision(
                            "owners", Decision.Effect.DENY, "", "something is another's.")));
              }
            })
        : Future.succeededFuture();
  }

  private boolean judgesTargets() {
    return !everyoneIsOne.getAsBoolean() || policy.get().deniesTargets();
  }

  /// Checks and judges.
  ///
  /// @param action the action that was asked for
  /// @param session whose options they are to be; null where nothing runs
  /// @throws FailureException `invalid-options` or `policy-denied`
  public Passed pass(
      Caller caller,
      JsonObject body,
      EngineProfile engine,
      String action,
      @Nullable String session) {
    SessionOptions asked = catalog.parse(body, engine);
    JsonObject bounded = judgesTargets() ? owners.bounded(body, asked, caller, policy.get()) : body;
    Policy.Judgement judgement = policy.get().judge(caller, asked.operation(), bounded, engine);
    String operation = asked.operation().name();
    try {
      judgement.orThrow();
      SessionOptions granted =
          judgement.changed() || !bounded.equals(body) ? changed(judgement.body(), engine) : asked;
      note(caller, action, operation, session, "allowed", judgement.decisions());
      return new Passed(granted, judgement.decisions());
    } catch (FailureException e) {
      note(caller, action, operation, null, "denied", judgement.decisions());
      throw e;
    }
  }

  /// What the caller gave does not go together with what rules set.
  private SessionOptions changed(JsonObject body, EngineProfile engine) {
    try {
      return catalog.parse(body, engine);
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.InvalidOptions invalid) {
        List<Violation> violations =
            invalid.violations().stream()
                .map(v ->
                    new Violation(
                        v.pointer(), "This does not go with what the policy sets: " + v.detail()))
                .toList();
        throw new FailureException(
            new Failure.PolicyDenied(violations.getFirst().detail(), violations));
      }
      throw e;
    }
  }

  private void note(
      Caller caller,
      String action,
      String operation,
      @Nullable String session,
      String outcome,
      List<Decision> decisions) {
    audit.add(
        new JsonObject()
            .put("time", Instant.now().toString())
            .put("owner", caller.owner())
            .put("scopes", List.copyOf(new TreeSet<>(caller.scopes())))
            .put("action", action)
            .put("operation", operation)
            .put("session", session)
            .put("outcome", outcome)
            .put("decisions", Policy.toJson(decisions)));
  }
}
