package io.podbus.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// How callers prove who they are. With none of it everyone is one local caller.
///
/// @param tokensFile bearer tokens, hashed; `scripts/token` makes it
/// @param jwtKeys where the keys of JWTs are: a file, PEM or JWKS, or the URL of a JWKS
/// @param jwtIssuer what `iss` must be; given where there are keys
/// @param jwtAudience what `aud` must hold; given where there are keys
/// @param jwtAlgorithms the only ones taken
/// @param jwtOwnerClaim the claim that names the owner
/// @param jwtScopesClaim the claim with the scopes, a list or words between blanks
/// @param jwtClockSkew how far clocks may differ
/// @param jwtRefresh how often a JWKS is fetched anew
public record AuthConfig(
    Optional<Path> tokensFile,
    Optional<String> jwtKeys,
    Optional<String> jwtIssuer,
    Optional<String> jwtAudience,
    Set<String> jwtAlgorithms,
    String jwtOwnerClaim,
    String jwtScopesClaim,
    Duration jwtClockSkew,
    Duration jwtRefresh) {
  /// Whether callers are asked who they are, by tokens.
  public boolean asksForTokens() {
    return tokensFile.isPresent() || jwtKeys.isPresent();
  }
}
