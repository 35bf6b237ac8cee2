package io.podbus.podman.engine;

import java.nio.file.Path;

/// A container of somebody's that a session is to work with.
///
/// @param id all 64 digits
/// @param status podman's word: `running`, `paused`, `exited` …
/// @param pid of its first process on the host, 0 where none runs
/// @param staticDirectory where podman keeps its run-time files
/// @param pidFile what conmon writes when its program starts
public record InspectedContainer(
    String id, String status, int pid, Path staticDirectory, Path pidFile) {
  /// Whether an exec can work in it.
  public boolean isRunning() {
    return status.equals("running");
  }
}
