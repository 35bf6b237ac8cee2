package io.podbus.podman.engine;

/// What a command left behind.
public record CommandResult(int exitCode, String stdout, String stderr) {}
