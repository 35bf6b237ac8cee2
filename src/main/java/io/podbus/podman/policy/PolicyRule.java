package io.podbus.podman.policy;

import io.podbus.protocol.Caller;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A rule of a policy. Immutable.
///
/// @param name told to callers whom it stops, and in the audit log
/// @param owners patterns for owners to whom it applies; empty for all
/// @param scopes of which a caller must have one; empty for all
/// @param operations patterns for the operations to which it applies; empty for all
record PolicyRule(
    String name, List<Glob> owners, Set<String> scopes, List<Glob> operations, Effect effect) {

  /// What a rule does.
  sealed interface Effect {
    /// Lets something pass, whatever later rules say.
    record Allow(What what) implements Effect {}

    /// Refuses something, whatever later rules say.
    record Deny(What what) implements Effect {}

    /// Sets options that the caller did not give.
    record Default(Map<String, Object> values) implements Effect {}

    /// Bounds options from above; one that is not given would be unbounded, so that it is set.
    record Cap(Map<String, Object> values) implements Effect {}

    /// Sets options whatever the caller gave; to a list its elements are added.
    record Force(Map<String, Object> values) implements Effect {}
  }

  PolicyRule {
    owners = List.copyOf(owners);
    scopes = Set.copyOf(scopes);
    operations = List.copyOf(operations);
  }

  boolean appliesTo(Caller caller, String operation) {
    return (owners.isEmpty()
            || owners.stream().anyMatch(glob -> Glob.like(glob.pattern(), caller.owner())))
        && (scopes.isEmpty() || scopes.stream().anyMatch(caller.scopes()::contains))
        && (operations.isEmpty()
            || operations.stream().anyMatch(glob -> Glob.like(glob.pattern(), operation)));
  }
}
