package io.podbus.podman.policy;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Style;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.policy.Decision.Effect;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Failure.Violation;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Pointers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What callers may do, as rules that the operator wrote. Immutable.
///
/// Of the rules that allow or deny, the first that means something decides over it; what none means
/// is allowed. What chooses or configures the engine is denied before all rules, but to a rule that
/// allows the option by its name.
public final class Policy {
  /// The name of the rule before all others.
  static final String OPERATOR = "operator-only";

  /// What chooses or configures the engine: all callers share it.
  private static final Set<String> OPERATORS =
      Set.of(
          "remoteSocket",
          "connection",
          "remoteIdentity",
          "sshPassphrase",
          "remoteConfigPath",
          "runtime",
          "runtimeFlag",
          "ociRuntimeFlag",
          "hooks",
          "hooksDir",
          "systemdScope",
          "storageDriver",
          "storageOpt",
          "modulesLoadDir",
          "registriesConf",
          "registriesConfDir");

  private final List<PolicyRule> rules;

  Policy(List<PolicyRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// What came of a request.
  ///
  /// @param body the caller's object, with what rules set in it
  /// @param decisions in the order in which they were made
  public record Judgement(JsonObject body, List<Decision> decisions) {
    public Judgement {
      decisions = List.copyOf(decisions);
    }

    /// Whether a rule set something.
    public boolean changed() {
      return decisions.stream()
          .anyMatch(d ->
              d.effect() == Effect.CAP
                  || d.effect() == Effect.DEFAULT
                  || d.effect() == Effect.FORCE);
    }

    /// Fails where a rule stops the request.
    ///
    /// @throws FailureException `policy-denied` with every place that a rule stops
    public Judgement orThrow() {
      List<Violation> violations = new ArrayList<>();
      for (Decision decision : decisions) {
        if (decision.effect() == Effect.DENY) {
          violations.add(
              new Violation(
                  decision.pointer(),
                  "The rule \"%s\" does not allow this: %s"
                      .formatted(decision.rule(), decision.detail())));
        }
      }
      if (!violations.isEmpty()) {
        throw new FailureException(denied(violations));
      }
      return this;
    }

    private static Failure denied(List<Violation> violations) {
      return new Failure.PolicyDenied(
          violations.size() == 1
              ? violations.getFirst().detail()
              : violations.size() + " things are not allowed; see \"errors\".",
          violations);
    }
  }

  /// Judges a request that is valid as it is.
  ///
  /// @param body the caller's object; not changed
  public Judgement judge(
      Caller caller, Operation operation, JsonObject body, EngineProfile engine) {
    return new Judge(caller, operation, body.copy(), engine).judge();
  }

  /// Whether callers reach targets of that kind, which are not their own.
  public boolean reaches(Caller caller, Operation operation, Target target) {
    for (PolicyRule rule : rules) {
      if (rule.appliesTo(caller, operation.name())) {
        if (rule.effect() instanceof PolicyRule.Effect.Allow(What what)
            && what.targets().contains(target)) {
          return true;
        }
        if (rule.effect() instanceof PolicyRule.Effect.Deny(What what)
            && what.targets().contains(target)) {
          return false;
        }
      }
    }
    return false;
  }

  /// Whether a rule says something of targets, so that it matters whose they are also where all
  /// callers are one.
  public boolean deniesTargets() {
    return rules.stream()
        .anyMatch(rule ->
            rule.effect() instanceof PolicyRule.Effect.Deny(What what)
                && !what.targets().isEmpty());
  }

  /// For one request.
  private final class Judge {
    private final Caller caller;
    private final Operation operation;
    private final JsonObject body;
    private final EngineProfile engine;
    private final List<Decision> decisions = new ArrayList<>();

    Judge(Caller caller, Operation operation, JsonObject body, EngineProfile engine) {
      this.caller = caller;
      this.operation = operation;
      this.body = body;
      this.engine = engine;
    }

    Judgement judge() {
      decide(
          "/operation",
          (what, _) -> what.meansOperation(operation.name()),
          "the operation \"" + operation.name() + "\".");
      for (OptionEntry entry : Catalog.entriesOf(operation)) {
        Object json = body.getValue(entry.name());
        if (json != null) {
          entry.type(operation.name()).parse(json).ifPresent(value -> option(entry, value));
        }
      }
      if (decisions.stream().noneMatch(decision -> decision.effect() == Effect.DENY)) {
        new Changes(operation, body, engine, decisions).apply(applicable());
      }
      return new Judgement(body, decisions);
    }

    private List<PolicyRule> applicable() {
      return rules.stream().filter(rule -> rule.appliesTo(caller, operation.name())).toList();
    }

    private void option(OptionEntry entry, Object value) {
      String name = canonical(entry);
      String pointer = Pointers.of(List.of(entry.name()));
      if (isOperators(name) && !allowedByName(name)) {
        decisions.add(
            new Decision(
                OPERATOR,
                Effect.DENY,
                pointer,
                "\"" + entry.name() + "\" is for the operator of the service alone."));
        return;
      }
      if (Images.are(name, operation)) {
        for (Piece piece : Pieces.of(name, pointer, value)) {
          ImageName image = ImageName.of(piece.text());
          decide(
              piece.pointer(),
              (what, reached) ->
                  what.meansImage(image, caller.owner())
                      || means(what, entry, name, piece, reached),
              "the image in \"" + entry.name() + "\".");
        }
        return;
      }
      for (Piece piece : Pieces.of(name, pointer, value)) {
        decide(
            piece.pointer(),
            (what, reached) -> means(what, entry, name, piece, reached),
            "this value of \"" + entry.name() + "\".");
      }
    }

    private boolean means(What what, OptionEntry entry, String name, Piece piece, boolean reached) {
      return what.classes().contains(entry.security())
          || what.meansValue(name, piece.text(), caller.owner(), reached)
          || (!name.equals(entry.name())
              && what.meansValue(entry.name(), piece.text(), caller.owner(), reached));
    }

    private boolean isOperators(String name) {
      return OPERATORS.contains(name);
    }

    private boolean allowedByName(String name) {
      return applicable().stream()
          .anyMatch(rule ->
              rule.effect() instanceof PolicyRule.Effect.Allow(What what)
                  && what.options().contains(name));
    }

    private String canonical(OptionEntry entry) {
      return entry
          .use(operation.name())
          .filter(use -> use.style() == Style.ALIAS)
          .map(Use::flag)
          .orElse(entry.name());
    }

    /// The first rule that means it.
    private void decide(String pointer, Means means, String detail) {
      for (PolicyRule rule : applicable()) {
        Optional<Effect> effect =
            switch (rule.effect()) {
              case PolicyRule.Effect.Allow(What what) when means.test(what, false) ->
                  Optional.of(Effect.ALLOW);
              case PolicyRule.Effect.Deny(What what) when means.test(what, true) ->
                  Optional.of(Effect.DENY);
              default -> Optional.empty();
            };
        if (effect.isPresent()) {
          Decision decision = new Decision(rule.name(), effect.get(), pointer, detail);
          if (!decisions.contains(decision)) {
            decisions.add(decision);
          }
          return;
        }
      }
    }
  }

  /// Whether a part of a rule means the thing in question.
  @FunctionalInterface
  private interface Means {
    boolean test(What what, boolean reached);
  }

  /// Decisions as JSON.
  public static JsonArray toJson(List<Decision> decisions) {
    JsonArray array = new JsonArray();
    decisions.forEach(decision -> array.add(decision.toJson()));
    return array;
  }

  /// For the log: the names of the rules.
  @Override
  public String toString() {
    return "Policy" + rules.stream().map(PolicyRule::name).toList();
  }
}
