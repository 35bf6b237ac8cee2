package io.podbus.gateway;

import io.podbus.gateway.reading.CallerName;
import io.podbus.identity.CallerSeal;
import io.podbus.identity.Identity;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// What the requests of one exchange say of their caller, under the service's seal. A stream lasts,
/// and a seal does not: it is made anew when it has come half its way, as long as the caller's
/// proof holds.
///
/// Confined to the context of the verticle.
final class SealedName implements CallerName {
  private static final Duration RENEW = CallerSeal.LIFETIME.dividedBy(2);

  private final Identity identity;
  private final GatewayAccess access;
  private final InstantSource clock;
  private @Nullable String sealed;
  private Instant renewAt = Instant.MIN;

  SealedName(Identity identity, GatewayAccess access, InstantSource clock) {
    this.identity = identity;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public @Nullable String current() {
    if (access.authenticator().open()) {
      return null;
    }
    Instant now = clock.instant();
    if (identity.expired(now)) {
      throw over();
    }
    if (sealed == null || !now.isBefore(renewAt)) {
      if (!access.authenticator().holds(identity)) {
        throw over();
      }
      sealed = access.seal().seal(identity.caller(), identity.validUntil());
      renewAt = now.plus(RENEW);
    }
    return sealed;
  }

  private static FailureException over() {
    return new FailureException(
        new Failure.Unauthenticated("What proved who is calling holds no longer."));
  }

  @Override
  public @Nullable String evenIfExpired() {
    return access.authenticator().open()
        ? null
        : access.seal().seal(identity.caller(), Instant.MAX);
  }
}
