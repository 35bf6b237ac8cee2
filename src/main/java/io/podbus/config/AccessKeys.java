package io.podbus.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The keys that say who may call, as a part of [Keys].
final class AccessKeys {
  private static final Kind<Optional<Path>> FILE = new Kind.Maybe<>(new Kind.AbsolutePath());
  private static final Kind<String> CLAIM =
      new Kind.Words(Pattern.compile("[A-Za-z0-9_:/.-]{1,128}"), "the name of a claim");
  private static final Kind<Optional<String>> TEXT =
      new Kind.Maybe<>(
          new Kind.Words(Pattern.compile("[\\x21-\\x7e]{1,512}"), "text without blanks"));
  private static final Kind<Optional<String>> KEYS =
      new Kind.Maybe<>(
          new Kind.Words(
              Pattern.compile(
                  "/[^\\p{Cntrl}]+|https://[^\\s]+"
                      + "|http://(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d{1,5})?/[^\\s]*"),
              "an absolute path or an https URL (http on loopback)"));

  static final Key<Optional<Path>> TLS_CERTIFICATE =
      Key.of(
          "tls.certificate",
          FILE,
          Optional.empty(),
          "The data port's certificate and chain, PEM; with it the port speaks TLS.",
          config -> config.tls().certificate());
  static final Key<Optional<Path>> TLS_KEY =
      Key.of(
          "tls.key",
          FILE,
          Optional.empty(),
          "The private key of the certificate, PEM (PKCS #8).",
          config -> config.tls().key());
  static final Key<Optional<Path>> TLS_CLIENT_AUTHORITIES =
      Key.of(
          "tls.clientAuthorities",
          FILE,
          Optional.empty(),
          "Authorities, PEM, whose certificates are identities of clients: the owner is the CN.",
          config -> config.tls().clientAuthorities());
  static final Key<Boolean> TLS_CLIENT_REQUIRED =
      Key.of(
          "tls.clientRequired",
          new Kind.Flag(),
          false,
          "Whether a client without such a certificate is refused.",
          config -> config.tls().clientRequired());
  static final Key<Set<String>> TLS_CLIENT_SCOPES =
      Key.of(
          "tls.clientScopes",
          new Kind.Several(
              Pattern.compile("[\\x21\\x23-\\x2b\\x2d-\\x5b\\x5d-\\x7e]{1,64}"),
              "scopes between commas, or none"),
          new LinkedHashSet<>(List.of("read", "write")),
          "The scopes of a client that is known by its certificate.",
          config -> config.tls().clientScopes());
  static final Key<Optional<Path>> AUTH_TOKENS_FILE =
      Key.of(
          "auth.tokensFile",
          FILE,
          Optional.empty(),
          "The file with bearer tokens, hashed, that scripts/token keeps.",
          config -> config.auth().tokensFile());
  static final Key<Optional<String>> AUTH_JWT_KEYS =
      Key.of(
          "auth.jwtKeys",
          KEYS,
          Optional.empty(),
          "The keys of JWTs: a file with PEM public keys or a JWKS, or the URL of a JWKS.",
          config -> config.auth().jwtKeys());
  static final Key<Optional<String>> AUTH_JWT_ISSUER =
      Key.of(
          "auth.jwtIssuer",
          TEXT,
          Optional.empty(),
          "What iss must be in a JWT; needed with auth.jwtKeys.",
          config -> config.auth().jwtIssuer());
  static final Key<Optional<String>> AUTH_JWT_AUDIENCE =
      Key.of(
          "auth.jwtAudience",
          TEXT,
          Optional.empty(),
          "What aud must hold in a JWT; needed with auth.jwtKeys.",
          config -> config.auth().jwtAudience());
  static final Key<Set<String>> AUTH_JWT_ALGORITHMS =
      Key.of(
          "auth.jwtAlgorithms",
          new Kind.Several(
              Pattern.compile("[HRP]S(?:256|384|512)|ES(?:256|384|512)|EdDSA"),
              "algorithms such as RS256, ES256, EdDSA and HS256 between commas"),
          new LinkedHashSet<>(List.of("RS256", "PS256", "ES256", "EdDSA")),
          "The only algorithms taken in a JWT, each with keys of its own type alone.",
          config -> config.auth().jwtAlgorithms());
  static final Key<String> AUTH_JWT_OWNER_CLAIM =
      Key.of(
          "auth.jwtOwnerClaim",
          CLAIM,
          "sub",
          "The claim that names the owner.",
          config -> config.auth().jwtOwnerClaim());
  static final Key<String> AUTH_JWT_SCOPES_CLAIM =
      Key.of(
          "auth.jwtScopesClaim",
          CLAIM,
          "scope",
          "The claim with the scopes: a list, or words between blanks.",
          config -> config.auth().jwtScopesClaim());
  static final Key<Duration> AUTH_JWT_CLOCK_SKEW =
      Key.of(
          "auth.jwtClockSkewMs",
          new Kind.Millis(0, 600_000),
          Duration.ofSeconds(30),
          "How far the clock of who signs may differ, in milliseconds.",
          config -> config.auth().jwtClockSkew());
  static final Key<Duration> AUTH_JWT_REFRESH =
      Key.of(
          "auth.jwtRefreshMs",
          new Kind.Millis(1000, 86_400_000),
          Duration.ofMinutes(5),
          "How often a JWKS is fetched from its URL, in milliseconds.",
          config -> config.auth().jwtRefresh());

  private AccessKeys() {}

  /// What no single key can tell.
  static void checkTogether(PodbusConfig config, Values values) {
    TlsConfig tls = config.tls();
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      throw together(values, TLS_CERTIFICATE, TLS_KEY, "are given together or not at all");
    }
    if (tls.clientAuthorities().isPresent() && !tls.on()) {
      throw together(values, TLS_CLIENT_AUTHORITIES, TLS_CERTIFICATE, "go together");
    }
    if (tls.clientRequired() && tls.clientAuthorities().isEmpty()) {
      throw together(values, TLS_CLIENT_REQUIRED, TLS_CLIENT_AUTHORITIES, "go together");
    }
    AuthConfig auth = config.auth();
    if (auth.jwtKeys().isPresent() && auth.jwtIssuer().isEmpty()) {
      throw together(values, AUTH_JWT_KEYS, AUTH_JWT_ISSUER, "go together");
    }
    if (auth.jwtKeys().isPresent() && auth.jwtAudience().isEmpty()) {
      throw together(values, AUTH_JWT_KEYS, AUTH_JWT_AUDIENCE, "go together");
    }
    checkReach(config, values);
  }

  /// A port that others than this machine can reach must know its callers.
  private static void checkReach(PodbusConfig config, Values values) {
    if (config.http().onLoopback() || config.http().behindProxy()) {
      return;
    }
    boolean known = config.auth().asksForTokens() || config.tls().clientAuthorities().isPresent();
    if (!known || !config.tls().on()) {
      throw new ConfigException(
          ("%s: http.host is %s, which other machines can reach: that needs TLS (tls.certificate,"
                  + " tls.key) and authentication (auth.tokensFile, auth.jwtKeys or"
                  + " tls.clientAuthorities), or http.behindProxy: true where a proxy does both")
              .formatted(values.source(HttpKeys.HOST), config.http().host()));
    }
  }

  private static ConfigException together(Values values, Key<?> one, Key<?> other, String how) {
    return new ConfigException(
        "%s (%s) and %s (%s) %s"
            .formatted(one.name(), values.source(one), other.name(), values.source(other), how));
  }
}
