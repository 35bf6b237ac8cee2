package io.podbus.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// TLS on the data port. All files are PEM, and read again when they change.
///
/// @param certificate the service's certificate and those between it and a known authority; with it
///   the port speaks TLS
/// @param key its private key
/// @param clientAuthorities whose certificates clients may show as their identity
/// @param clientRequired whether a client without one is refused before it says a word
/// @param clientScopes the scopes of a client that showed one
public record TlsConfig(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> clientAuthorities,
    boolean clientRequired,
    Set<String> clientScopes) {
  /// Whether the data port speaks TLS.
  public boolean on() {
    return certificate.isPresent();
  }
}
