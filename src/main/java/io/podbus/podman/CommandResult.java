package io.podbus.podman;

/// What a command left behind.
public record CommandResult(int exitCode, String stdout, String stderr) {}
