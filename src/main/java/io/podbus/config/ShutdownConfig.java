package io.podbus.config;

import java.time.Duration;

/// How the service goes.
///
/// @param timeout from the signal to the end of the process; caps every session's grace
public record ShutdownConfig(Duration timeout) {}
