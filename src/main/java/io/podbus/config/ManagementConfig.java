package io.podbus.config;

/// Where health is asked for.
///
/// @param host a loopback address
/// @param port 0 picks a free one
public record ManagementConfig(String host, int port) {}
