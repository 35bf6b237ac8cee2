package io.podbus.identity;

import io.podbus.protocol.Caller;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Clients that are known by a certificate: the common name of its subject is the owner. Pure.
public final class ClientCertificates {
  private ClientCertificates() {}

  /// Who shows this certificate, whose authority and signature TLS has checked.
  ///
  /// @param scopes that such clients have
  public static Optional<Identity> identity(X509Certificate certificate, Set<String> scopes) {
    return commonName(certificate.getSubjectX500Principal().getName())
        .filter(Caller::isOwner)
        .map(owner ->
            new Identity(
                new Caller(owner, scopes),
                certificate.getNotAfter().toInstant(),
                "certificate:" + certificate.getSerialNumber().toString(16)));
  }

  private static Optional<String> commonName(String subject) {
    try {
      String found = null;
      for (Rdn part : new LdapName(subject).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          if (found != null || !(part.getValue() instanceof String)) {
            // Of two names none is the one.
            return Optional.empty();
          }
          found = (String) part.getValue();
        }
      }
      return Optional.ofNullable(found);
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
