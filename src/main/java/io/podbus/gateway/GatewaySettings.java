package io.podbus.gateway;

import io.podbus.config.HttpConfig;
import java.time.Duration;

/// What the operator says about the data port.
///
/// @param host the address to listen on; a loopback one makes the gateway refuse other `Host` names
/// @param port 0 for a free one, which all instances of one Vert.x then share
/// @param maxBodyBytes of a JSON body; input that is streamed has no limit
/// @param maxHeaderBytes of all header fields of a request together
/// @param heartbeat after how long without an event a stream gets a comment
/// @param patience how long is waited for clients
/// @param streams how many answers that last may be open; shared by all instances
/// @param connections how many connections; shared by all instances
/// @param uploads where the files sent with a build are kept until it has taken them
public record GatewaySettings(
    String host,
    int port,
    int maxBodyBytes,
    int maxHeaderBytes,
    Duration heartbeat,
    HttpConfig.Patience patience,
    StreamLimits streams,
    ConnectionLimits connections,
    UploadPlace uploads) {}
