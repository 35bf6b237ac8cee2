package io.podbus.config;

import java.nio.file.Path;

/// Where the service keeps what has to outlive it.
///
/// @param dir absolute; one service at a time
public record StateConfig(Path dir) {}
