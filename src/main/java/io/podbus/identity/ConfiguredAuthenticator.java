package io.podbus.identity;

import io.podbus.config.AuthConfig;
import io.podbus.config.ConfigException;
import io.podbus.config.WatchedFile;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens and JWTs as the configuration says, read anew by [#refresh] while the service runs.
public final class ConfiguredAuthenticator implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredAuthenticator.class);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_JWKS_BYTES = 1024 * 1024;

  private final AuthConfig config;
  private final InstantSource clock;
  private final @Nullable WatchedFile<TokenFile> tokens;
  private final @Nullable WatchedFile<JwtKeys> keyFile;
  private final @Nullable URI keyUrl;
  private final @Nullable JwtTokens jwts;
  // Of refresh() alone, which is synchronized.
  private Instant fetchAt = Instant.MIN;

  private ConfiguredAuthenticator(Vertx vertx, AuthConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.tokens =
        config.tokensFile().map(file -> new WatchedFile<>(file, TokenFile::parse)).orElse(null);
    String keys = config.jwtKeys().orElse(null);
    this.keyFile =
        keys != null && keys.startsWith("/")
            ? new WatchedFile<>(
                Path.of(keys), content -> JwtKeys.parse(content, config.jwtAlgorithms()))
            : null;
    this.keyUrl = keys != null && keyFile == null ? URI.create(keys) : null;
    JwtKeys first = keyFile != null ? keyFile.current() : keyUrl != null ? firstFetch() : null;
    this.jwts = first == null ? null : new JwtTokens(vertx, config, first, clock);
  }

  /// Reads what the configuration names. Blocks.
  ///
  /// @param certificates whether clients may be known by a certificate, so that others are asked
  ///   for a token in any case
  /// @throws ConfigException with one line, where something cannot be used
  public static Authenticator create(
      Vertx vertx, AuthConfig config, boolean certificates, InstantSource clock) {
    return config.asksForTokens() || certificates
        ? new ConfiguredAuthenticator(vertx, config, clock)
        : Authenticator.OPEN;
  }

  private JwtKeys firstFetch() {
    try {
      return fetch();
    } catch (IOException e) {
      throw new ConfigException("auth.jwtKeys: " + keyUrl + " cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Optional<Identity> bearer(String token) {
    if (token.startsWith(TokenFile.PREFIX)) {
      return tokens == null ? Optional.empty() : tokens.current().find(token, clock.instant());
    }
    return jwts == null ? Optional.empty() : jwts.find(token);
  }

  @Override
  public boolean holds(Identity identity) {
    return !identity.expired(clock.instant())
        && (tokens == null
            || !TokenFile.isCredential(identity.credential())
            || tokens.current().holds(identity));
  }

  @Override
  public synchronized void refresh() {
    if (tokens != null) {
      tokens.refresh();
    }
    if (jwts != null && keyFile != null && keyFile.refresh()) {
      jwts.replace(keyFile.current());
    }
    if (jwts != null && keyUrl != null && !clock.instant().isBefore(fetchAt)) {
      try {
        jwts.replace(fetch());
      } catch (IOException | ConfigException e) {
        LOG.error("{} cannot be used: {}; what was in force stays", keyUrl, e.getMessage());
      }
    }
  }

  @Override
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (tokens != null) {
      tokens.fault().ifPresent(faults::add);
    }
    if (keyFile != null) {
      keyFile.fault().ifPresent(faults::add);
    }
    return faults;
  }

  private JwtKeys fetch() throws IOException {
    fetchAt = clock.instant().plus(config.jwtRefresh());
    HttpRequest request =
        HttpRequest.newBuilder(keyUrl)
            .timeout(FETCH_TIMEOUT)
            .header("Accept", "application/json")
            .build();
    // Redirects are not followed: the operator named the place.
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(FETCH_TIMEOUT).build()) {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new IOException("the answer is " + answer.statusCode());
        }
        return JwtKeys.parse(body.readNBytes(MAX_JWKS_BYTES), config.jwtAlgorithms());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
