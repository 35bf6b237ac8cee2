package io.podbus.config;

import java.time.Duration;

/// Where and how the data port listens.
///
/// @param host a loopback address
/// @param port 0 picks a free one
/// @param maxBodyBytes of a JSON body; streamed input has no limit of its own
/// @param maxHeaderBytes of all headers of a request together
/// @param heartbeat how often an idle event stream carries a comment
/// @param idleTimeout after which a connection without traffic is closed; zero never
public record HttpConfig(
    String host,
    int port,
    int maxBodyBytes,
    int maxHeaderBytes,
    Duration heartbeat,
    Duration idleTimeout) {}
