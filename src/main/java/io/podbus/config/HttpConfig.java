package io.podbus.config;

import java.time.Duration;
import java.util.Set;

/// Where and how the data port listens.
///
/// @param host the address
/// @param port 0 picks a free one
/// @param maxBodyBytes of a JSON body; streamed input has no limit of its own
/// @param maxHeaderBytes of all headers of a request together
/// @param heartbeat how often an idle event stream carries a comment
/// @param behindProxy whether something else, which alone can reach the port, speaks TLS and judges
///   callers
/// @param allowedOrigins whose pages may call, beside those of the service's own name
/// @param allowedHosts names of the service beside those of loopback
/// @param idleTimeout after which a connection without traffic is closed; zero never
public record HttpConfig(
    String host,
    int port,
    int maxBodyBytes,
    int maxHeaderBytes,
    Duration heartbeat,
    Duration idleTimeout,
    boolean behindProxy,
    Set<String> allowedOrigins,
    Set<String> allowedHosts) {
  /// Whether only this machine can reach the port.
  public boolean onLoopback() {
    return Kind.Host.isLoopback(host);
  }
}
