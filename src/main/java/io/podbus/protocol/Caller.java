package io.podbus.protocol;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Who asks for something: the owner of what comes of it, and what it may do.
///
/// @param owner names the party to which sessions, containers, pods, volumes and networks belong;
///   of the form that [#isOwner] tells, so that it can be the value of a label and of a filter
/// @param scopes the names of its scopes. Beside those of [Scope] there may be others, which mean
///   something to a policy alone
public record Caller(String owner, Set<String> scopes) {
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@|:/+-]{0,127}");
  private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,64}");

  /// Who calls a service that asks nobody for a name: everyone on its machine, as one.
  public static final Caller LOCAL = new Caller("local", Set.of(Scope.ADMIN.wireName()));

  public Caller {
    if (!isOwner(owner)) {
      throw new IllegalArgumentException("no name of an owner");
    }
    if (!scopes.stream().allMatch(Caller::isScope)) {
      throw new IllegalArgumentException("no name of a scope");
    }
    scopes = Set.copyOf(scopes);
  }

  /// Whether an owner can have this name.
  public static boolean isOwner(String name) {
    return OWNER.matcher(name).matches();
  }

  /// Whether a scope can have this name (RFC 6749, appendix A.4).
  public static boolean isScope(String name) {
    return SCOPE.matcher(name).matches();
  }

  /// Whether its scopes include this one.
  public boolean may(Scope wanted) {
    for (Scope scope : Scope.values()) {
      if (scope.compareTo(wanted) >= 0 && scopes.contains(scope.wireName())) {
        return true;
      }
    }
    return false;
  }

  /// Whether what belongs to this owner is the caller's to see.
  public boolean reaches(String other) {
    return owner.equals(other) || may(Scope.ADMIN);
  }

  /// For logs: who, and with what.
  @Override
  public String toString() {
    return owner + new TreeSet<>(scopes);
  }
}
