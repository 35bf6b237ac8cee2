package io.podbus.podman.engine;

import org.jspecify.annotations.Nullable;

/// A container of ours, as a list of them shows it.
///
/// @param id all 64 digits
/// @param state podman's word: `created`, `running`, `paused`, `exited` …
/// @param session the session's id from the label
/// @param instance the installation's id from the label, null where it has none
/// @param pid of its first process on the host, 0 where none runs
public record ListedContainer(
    String id, String name, String state, String session, @Nullable String instance, int pid) {}
