package io.podbus.session;

import io.podbus.protocol.SessionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session as lists know it.
interface Listed {
  SessionId id();

  /// Rises from session to session; what an earlier process left comes before all of this one.
  long number();

  /// Whose it is.
  String owner();

  String operation();

  Map<String, String> labels();

  /// As the contract names it; null where it is not known yet.
  @Nullable String state();
}
