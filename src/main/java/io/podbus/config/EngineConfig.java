package io.podbus.config;

import java.time.Duration;

/// How hard the engine is driven.
///
/// @param maxConcurrentStarts how many containers start at the same time; others wait in order
/// @param commandTimeout of a command that the service gives the engine for itself
/// @param minFreeBytes with less room than this in its storage the service is not ready
public record EngineConfig(int maxConcurrentStarts, Duration commandTimeout, long minFreeBytes) {}
