package io.podbus.identity;

import io.podbus.protocol.Caller;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.Headers;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who sent a message: the session's side of the bus. A gateway seals its callers; a client of the
/// bus presents a bearer token of its own. Thread-safe.
public final class BusCallers {
  private static final String BEARER = "bearer ";

  private final Authenticator authenticator;
  private final CallerSeal seal;

  public BusCallers(Authenticator authenticator, CallerSeal seal) {
    this.authenticator = authenticator;
    this.seal = seal;
  }

  /// Whether nobody is asked for a name, so that all callers are one.
  public boolean everyoneIsOne() {
    return authenticator.open();
  }

  /// The caller.
  ///
  /// @throws FailureException `unauthenticated`
  public Caller of(MultiMap headers) {
    if (authenticator.open()) {
      return Caller.LOCAL;
    }
    String sealed = headers.get(Headers.CALLER);
    if (sealed != null) {
      return seal.open(sealed)
          .orElseThrow(() -> unauthenticated("The header \"caller\" is not the service's own."));
    }
    String authorization = headers.get(Headers.AUTHORIZATION);
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw unauthenticated("The message needs a header \"authorization\" with a bearer token.");
    }
    return authenticator
        .bearer(authorization.substring(BEARER.length()).strip())
        .map(Identity::caller)
        .orElseThrow(() -> unauthenticated("The bearer token is not valid."));
  }

  /// Whether callers are asked for a name at all.
  public boolean asks() {
    return !authenticator.open();
  }

  /// What makes a message of the service's own one of this caller's; null where nobody is asked.
  public @Nullable String header(Caller caller) {
    return authenticator.open() ? null : seal.seal(caller, Instant.MAX);
  }

  private static FailureException unauthenticated(String detail) {
    return new FailureException(new Failure.Unauthenticated(detail));
  }
}
