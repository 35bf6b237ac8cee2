package io.podbus.identity;

import io.podbus.config.AuthConfig;
import io.podbus.protocol.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// JWTs: signature, issuer, audience and times are vertx-auth's to check; here stands what is taken
/// at all, and who it is then. Thread-safe; keys may be replaced while it is asked.
final class JwtTokens {
  private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);
  private static final int MAX_LENGTH = 8192;
  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

  private record Verifier(JWTAuth jwt, Set<String> algorithms) {}

  private final Vertx vertx;
  private final AuthConfig config;
  private final InstantSource clock;
  private volatile Verifier verifier;

  JwtTokens(Vertx vertx, AuthConfig config, JwtKeys keys, InstantSource clock) {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    this.verifier = verifier(keys);
  }

  /// Takes other keys from now on.
  void replace(JwtKeys keys) {
    verifier = verifier(keys);
  }

  private Verifier verifier(JwtKeys keys) {
    JWTAuthOptions options =
        new JWTAuthOptions(keys.options())
            .setJWTOptions(
                new JWTOptions()
                    .setIssuer(config.jwtIssuer().orElseThrow())
                    .setAudience(List.of(config.jwtAudience().orElseThrow()))
                    .setLeeway((int) config.jwtClockSkew().toSeconds()));
    return new Verifier(JWTAuth.create(vertx, options), keys.algorithms());
  }

  /// Who presents this token.
  Optional<Identity> find(String token) {
    Verifier now = verifier;
    // A verifier without keys would take tokens without signatures; it is never asked about one.
    if (token.length() > MAX_LENGTH || !now.algorithms().contains(algorithm(token))) {
      return refuse("its algorithm is none that there is a key for");
    }
    try {
      Future<User> verified = now.jwt().authenticate(new TokenCredentials(token));
      return verified.succeeded()
          ? identity(verified.result().attributes().getJsonObject("accessToken"))
          : refuse(verified.cause());
    } catch (RuntimeException e) {
      // Claims of types that nobody expects.
      return refuse(e);
    }
  }

  private static Optional<Identity> refuse(@Nullable Object why) {
    LOG.debug("a JWT is refused: {}", String.valueOf(why));
    return Optional.empty();
  }

  /// What the token says that it is signed with; nothing where it is no signed token.
  private static String algorithm(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return "";
    }
    try {
      byte[] header = Base64.getUrlDecoder().decode(parts[0]);
      JsonObject json = new JsonObject(new String(header, StandardCharsets.UTF_8));
      // RFC 7515, 4.1.11: what is critical must be understood, and nothing of it is.
      return json.containsKey("crit") ? "" : json.getString("alg", "");
    } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
      return "";
    }
  }

  private Optional<Identity> identity(JsonObject claims) {
    if (!(claims.getValue("exp") instanceof Number exp)) {
      return refuse("it never expires");
    }
    if (!(claims.getValue(config.jwtOwnerClaim()) instanceof String owner)
        || !Caller.isOwner(owner)) {
      return refuse("its claim of the owner names none");
    }
    Set<String> scopes = new HashSet<>();
    for (String scope : scopes(claims.getValue(config.jwtScopesClaim()))) {
      if (Caller.isScope(scope)) {
        scopes.add(scope);
      }
    }
    Instant until =
        Instant.ofEpochSecond(Math.min(exp.longValue(), MAX_EPOCH_SECOND))
            .plus(config.jwtClockSkew());
    return until.isAfter(clock.instant())
        ? Optional.of(new Identity(new Caller(owner, scopes), until, "jwt:" + id(claims)))
        : refuse("it has expired");
  }

  private static String id(JsonObject claims) {
    return claims.getValue("jti") instanceof String id && Caller.isOwner(id) ? id : "-";
  }

  private static List<String> scopes(@Nullable Object claim) {
    return switch (claim) {
      case String text -> List.of(text.split(" +"));
      case JsonArray list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
