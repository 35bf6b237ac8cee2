package io.podbus.gateway;

import io.podbus.config.TlsFiles;
import io.podbus.identity.Authenticator;
import io.podbus.identity.CallerSeal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may call the data port, and how. Shared by the instances of a gateway.
///
/// @param authenticator tells who calls
/// @param seal under which callers cross the bus
/// @param tickets of those who cannot send headers
/// @param tls null where the port speaks no TLS
/// @param clientScopes the scopes of clients that are known by a certificate
/// @param allowedOrigins whose pages may call, beside those of the service's own name
/// @param allowedHosts the service's names beside those of loopback, where nobody is asked for a
///   name
public record GatewayAccess(
    Authenticator authenticator,
    CallerSeal seal,
    Tickets tickets,
    TlsFiles.@Nullable Material tls,
    Set<String> clientScopes,
    Set<String> allowedOrigins,
    Set<String> allowedHosts) {}
