package io.podbus.gateway.reading;

import org.jspecify.annotations.Nullable;

/// What requests on the bus say of the caller for whom they are. Confined to the context of the
/// verticle.
public interface CallerName {
  /// The name, as a header carries it; null where requests need none.
  ///
  /// @throws io.podbus.protocol.FailureException `unauthenticated` once the caller's proof holds no
  ///   longer
  @Nullable String current();

  /// The same, also of a caller whose proof holds no longer: for ending what it has left.
  @Nullable String evenIfExpired();
}
