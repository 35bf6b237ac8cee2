package io.podbus.podman.engine;

/// How a container stands, and how it ended if it has.
///
/// @param running whether its program still runs
/// @param code the program's, where it does not
/// @param oomKilled whether the kernel killed it for want of memory
public record ExitedContainer(boolean running, int code, boolean oomKilled) {}
