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
/// @param patience how long is waited for clients
/// @param maxConnections open at the same time
/// @param maxConnectionsPerAddress of one client address; 0 for no limit of its own
/// @param behindProxy whether something else, which alone can reach the port, speaks TLS and judges
///   callers
/// @param allowedOrigins whose pages may call, beside those of the service's own name
/// @param allowedHosts names of the service beside those of loopback
public record HttpConfig(
    String host,
    int port,
    int maxBodyBytes,
    int maxHeaderBytes,
    Duration heartbeat,
    Patience patience,
    int maxConnections,
    int maxConnectionsPerAddress,
    boolean behindProxy,
    Set<String> allowedOrigins,
    Set<String> allowedHosts) {
  /// How long a client may take. A duration of zero stands for ever.
  ///
  /// @param header from its connecting to the end of the first request's head
  /// @param idle between two requests
  /// @param body in each such time as much of a body must come as the next says
  /// @param bodyBytesPerSecond the least pace of a body
  public record Patience(Duration header, Duration idle, Duration body, int bodyBytesPerSecond) {}

  /// Whether only this machine can reach the port.
  public boolean onLoopback() {
    return Kind.Host.isLoopback(host);
  }
}
