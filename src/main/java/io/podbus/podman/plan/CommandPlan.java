package io.podbus.podman.plan;

import io.podbus.podman.catalog.Operation.Output;
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
/// @param globals those of its flags that stand before the operation, and belong before every other
///   command that concerns the session
/// @param globalEnvironment variables that belong to every command that concerns the session, as
///   `globals` do. Secret
/// @param clientEnvironment variables to add to the client's own environment, those among them.
///   Secret
/// @param files to write into the private directory before the start, mode 0600: name → bytes.
///   Secret
/// @param generated more such files, made of files of the host: see [GeneratedFiles]
/// @param stdinPrelude what the client reads from its stdin before anything of the caller's; null
///   for nothing. Secret
/// @param pidFile appears when the program runs; null where the engine cannot say so
/// @param cidFile holds the container's id once it is created; null as above
/// @param containerName the container that the session works with, by name or id; empty where there
///   is none, or are several
/// @param logDriver the driver that was chosen; null where no container is created
/// @param stdinWanted false: the client's stdin ends behind the prelude; without one it is
///   `/dev/null`
/// @param pullArgv pulls the image, as a step of its own; null where nothing may be pulled. The
///   files must be there for it
/// @param pullEnvironment variables to add to the environment of that step. Secret
/// @param marker name and value of the variable that all processes of an exec carry, as
///   `NAME=value`; null for others
/// @param uploadedContext where files sent with the request are to be laid out before the start;
///   null where the operation needs none
/// @param output what comes on stdout
/// @param notes what a caller may want to know, in sentences
public record CommandPlan(
    List<String> argv,
    List<String> shownArgv,
    List<String> globals,
    Map<String, String> globalEnvironment,
    Map<String, String> clientEnvironment,
    Map<String, Buffer> files,
    List<GeneratedFile> generated,
    @Nullable Buffer stdinPrelude,
    @Nullable Path pidFile,
    @Nullable Path cidFile,
    String containerName,
    @Nullable String logDriver,
    boolean stdinWanted,
    @Nullable List<String> pullArgv,
    Map<String, String> pullEnvironment,
    @Nullable String marker,
    @Nullable Path uploadedContext,
    Output output,
    List<String> notes) {
  public CommandPlan {
    argv = List.copyOf(argv);
    shownArgv = List.copyOf(shownArgv);
    globals = List.copyOf(globals);
    globalEnvironment = Collections.unmodifiableMap(new LinkedHashMap<>(globalEnvironment));
    clientEnvironment = Collections.unmodifiableMap(new LinkedHashMap<>(clientEnvironment));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    pullEnvironment = Collections.unmodifiableMap(new LinkedHashMap<>(pullEnvironment));
    generated = List.copyOf(generated);
    pullArgv = pullArgv == null ? null : List.copyOf(pullArgv);
    notes = List.copyOf(notes);
  }

  /// Only what may be shown.
  @Override
  public String toString() {
    return "CommandPlan" + shownArgv;
  }
}
