package io.podbus.podman.plan;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is needed to start a session's client. Immutable.
///
/// @param argv what follows the executable
/// @param shownArgv the command line as callers may see it, with `podman` in front
/// @param clientEnvironment variables to add to the client's own environment. Secret
/// @param files to write into the private directory before the start, mode 0600: name → bytes.
///   Secret
/// @param pidFile appears when the program runs; null where the engine cannot say so
/// @param cidFile holds the container's id once it is created; null as above
/// @param containerName the container that the session works with, by name or id
/// @param logDriver the driver that was chosen; null where no container is created
/// @param stdinWanted false: give the client `/dev/null`
/// @param pullArgv pulls the image, as a step of its own; null where nothing may be pulled
/// @param marker name and value of the variable that all processes of an exec carry, as
///   `NAME=value`; null for others
/// @param notes what a caller may want to know, in sentences
public record CommandPlan(
    List<String> argv,
    List<String> shownArgv,
    Map<String, String> clientEnvironment,
    Map<String, Buffer> files,
    @Nullable Path pidFile,
    @Nullable Path cidFile,
    String containerName,
    @Nullable String logDriver,
    boolean stdinWanted,
    @Nullable List<String> pullArgv,
    @Nullable String marker,
    List<String> notes) {
  public CommandPlan {
    argv = List.copyOf(argv);
    shownArgv = List.copyOf(shownArgv);
    clientEnvironment = Collections.unmodifiableMap(new LinkedHashMap<>(clientEnvironment));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    pullArgv = pullArgv == null ? null : List.copyOf(pullArgv);
    notes = List.copyOf(notes);
  }

  /// Only what may be shown.
  @Override
  public String toString() {
    return "CommandPlan" + shownArgv;
  }
}
