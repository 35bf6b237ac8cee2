package io.podbus.gateway;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of others away from a service that listens on loopback without authentication: a
/// name that an attacker points at us does not pass as `Host`, and a page of another origin does
/// not pass as `Origin`. Pure; any thread.
final class HostGuard {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|[a-z0-9.-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

  private final boolean checksHost;
  private final Set<String> allowedHosts;
  private final Cors cors;

  /// @param host the address that the gateway listens on
  /// @param open whether nobody is asked for a name: then what reaches the port by another name of
  ///   its own may be a page that an attacker's name server has sent here
  /// @param allowedHosts the service's names beside those of loopback
  HostGuard(String host, boolean open, Set<String> allowedHosts, Cors cors) {
    this.checksHost = open && (isLoopback(host) || !allowedHosts.isEmpty());
    this.allowedHosts = Set.copyOf(allowedHosts);
    this.cors = cors;
  }

  /// @throws FailureException `forbidden`
  void check(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (checksHost && (authority == null || !isOurs(authority.host()))) {
      throw forbidden("This service does not answer to the name that Host says.");
    }
    String origin = request.getHeader("Origin");
    if (origin != null && !cors.allows(origin) && !isSame(origin, authority)) {
      throw forbidden("Pages of another origin may not call this service.");
    }
  }

  private boolean isOurs(String host) {
    return isLoopback(host) || allowedHosts.contains(host.toLowerCase(Locale.ROOT));
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isSame(String origin, @Nullable HostAndPort authority) {
    if (authority == null) {
      return false;
    }
    URI uri;
    try {
      uri = URI.create(origin);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
    int standardPort = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
    return uri.getHost() != null
        && standardPort > 0
        && bare(uri.getHost()).equals(bare(authority.host()))
        && port(uri.getPort(), standardPort) == port(authority.port(), standardPort);
  }

  private static int port(int given, int standard) {
    return given > 0 ? given : standard;
  }

  private static String bare(String host) {
    return host.toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
  }

  private static FailureException forbidden(String detail) {
    return new FailureException(new Failure.Forbidden(detail));
  }
}
