package io.podbus.identity;

import java.util.List;
import java.util.Optional;

/// Tells from what a caller presents who it is. Thread-safe, and never waits: what has to be read
/// or fetched was read before.
public interface Authenticator {
  /// Asks nobody for a name: everyone is the one local caller.
  Authenticator OPEN =
      new Authenticator() {
        @Override
        public boolean open() {
          return true;
        }

        @Override
        public Optional<Identity> bearer(String token) {
          return Optional.of(Identity.LOCAL);
        }
      };

  /// Whether nobody is asked for a name.
  default boolean open() {
    return false;
  }

  /// Who presents this bearer token; nothing where it proves nothing.
  Optional<Identity> bearer(String token);

  /// Whether what proved this identity still does: it has neither expired nor been revoked.
  default boolean holds(Identity identity) {
    return true;
  }

  /// Looks whether what it knows tokens by has changed. Blocks: for a worker.
  default void refresh() {}

  /// What of the operator's files cannot be used as it is now, a sentence each.
  default List<String> faults() {
    return List.of();
  }
}
