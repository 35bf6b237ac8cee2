package io.podbus.gateway;

import io.podbus.gateway.reading.SessionBus;
import io.podbus.identity.ClientCertificates;
import io.podbus.identity.Identity;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.SessionNodes;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Who makes a request, and the way to the sessions that it has from there. A ticket rules over a
/// token, and that over a certificate; one that is not valid is not made up for by another.
///
/// Confined to the context of the verticle.
final class Authentication {
  /// The query parameter that carries a ticket.
  static final String TICKET = "ticket";

  private static final String BEARER = "Bearer ";
  private static final String SESSIONS = "/v1/sessions/";

  private final GatewayAccess access;
  private final InstantSource clock;

  Authentication(GatewayAccess access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  /// The caller of a request.
  ///
  /// @throws FailureException `unauthenticated`
  Identity of(HttpServerRequest request) {
    List<String> tickets = tickets(request);
    if (!tickets.isEmpty()) {
      return ticket(request, tickets)
          .filter(access.authenticator()::holds)
          .orElseThrow(() ->
              unauthenticated(
                  "The ticket is not valid here: it lets in once, to GET of the session that it was"
                      + " made for, within 30 seconds."));
    }
    if (access.authenticator().open()) {
      return Identity.LOCAL;
    }
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (authorization != null) {
      return bearer(authorization)
          .flatMap(access.authenticator()::bearer)
          .orElseThrow(() -> unauthenticated("The bearer token is not valid."));
    }
    return certificate(request)
        .orElseThrow(() -> unauthenticated("This call needs a bearer token."));
  }

  private static List<String> tickets(HttpServerRequest request) {
    String query = request.query();
    if (query == null || !query.contains(TICKET)) {
      return List.of();
    }
    try {
      return request.params().getAll(TICKET);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          Failure.InvalidOptions.of("/query", "The query has a broken percent escape."));
    }
  }

  private Optional<Identity> ticket(HttpServerRequest request, List<String> tickets) {
    String path = request.path();
    if (tickets.size() != 1
        || !request.method().equals(HttpMethod.GET)
        || path == null
        || !path.startsWith(SESSIONS)) {
      return Optional.empty();
    }
    String rest = path.substring(SESSIONS.length());
    int slash = rest.indexOf('/');
    return SessionId.parse(slash < 0 ? rest : rest.substring(0, slash))
        .flatMap(session -> access.tickets().take(tickets.getFirst(), session));
  }

  private static Optional<String> bearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(authorization.substring(BEARER.length()).strip())
        : Optional.empty();
  }

  private Optional<Identity> certificate(HttpServerRequest request) {
    SSLSession session = request.connection().sslSession();
    if (session == null || access.tls() == null || access.tls().clientAuthorities() == null) {
      return Optional.empty();
    }
    try {
      Certificate[] shown = session.getPeerCertificates();
      return shown.length > 0 && shown[0] instanceof X509Certificate leaf
          ? ClientCertificates.identity(leaf, access.clientScopes())
              .filter(identity -> !identity.expired(clock.instant()))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      // It showed none.
      return Optional.empty();
    }
  }

  /// The bus, on behalf of this caller.
  ///
  /// @param nodes where sessions are
  SessionBus bus(EventBus bus, SessionNodes nodes, Identity identity) {
    return new SessionBus(bus, nodes, new SealedName(identity, access, clock));
  }

  private static FailureException unauthenticated(String detail) {
    return new FailureException(new Failure.Unauthenticated(detail));
  }
}
