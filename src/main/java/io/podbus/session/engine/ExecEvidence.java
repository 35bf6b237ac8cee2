package io.podbus.session.engine;

import io.podbus.process.DirectoryWatcher;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Tells when an exec's program runs. `podman exec` of 4.x has no `--pidfile`, but the engine keeps
/// a folder per exec in the container's static directory: conmon writes `exec_pid` into it once the
/// runtime has started the program, and not if that failed (checked on 4.3.1). Which folder is ours
/// stands in the process specification beside it, in the environment: our marker.
///
/// The folder is there for some 50 ms before `exec_pid` can be, so that the watch on it is in place
/// in time; a program must not depend on that, which is why [#exact] says no.
///
/// Owned by the session's event loop.
public final class ExecEvidence implements StartEvidence, AutoCloseable {
  private static final String PID_FILE = "exec_pid";

  private final Vertx vertx;
  private final DirectoryWatcher watcher;
  private final Path staticDirectory;
  private final String marker;
  private final Runnable changed;
  private final Map<Path, DirectoryWatcher.Watch> watches = new HashMap<>();
  private final Set<Path> foreign;
  private boolean present;
  private boolean closed;

  /// @param marker a string that only our exec's environment holds
  /// @param foreign [#folders] before the client was spawned: they belong to others
  /// @param changed called when [#present] may have become true
  public ExecEvidence(
      Vertx vertx,
      DirectoryWatcher watcher,
      Path staticDirectory,
      String marker,
      Set<Path> foreign,
      Runnable changed) {
    this.vertx = vertx;
    this.watcher = watcher;
    this.staticDirectory = staticDirectory;
    this.marker = marker;
    this.foreign = foreign;
    this.changed = changed;
    watch(staticDirectory, _ -> scan());
  }

  private void watch(Path directory, Consumer<String> appeared) {
    try {
      watches.put(directory, watcher.watch(directory, appeared));
    } catch (UncheckedIOException e) {
      // Gone already: nothing will appear there.
    }
  }

  /// The folders of the execs that there are. Blocks; any thread.
  public static Set<Path> folders(Path staticDirectory) throws IOException {
    Set<Path> found = new HashSet<>();
    if (!Files.isDirectory(staticDirectory)) {
      // The container has gone; podman will say so.
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(staticDirectory)) {
      for (Path entry : entries) {
        if (entry.getFileName().toString().length() == 64) {
          found.add(entry);
        }
      }
    }
    return found;
  }

  private void scan() {
    if (closed || present) {
      return;
    }
    vertx
        .executeBlocking(() -> folders(staticDirectory))
        .onSuccess(found -> {
          for (Path folder : found) {
            if (!closed && !foreign.contains(folder) && !watches.containsKey(folder)) {
              watch(folder, _ -> check(folder));
              check(folder);
            }
          }
        });
  }

  private void check(Path folder) {
    if (closed || present) {
      return;
    }
    vertx
        .executeBlocking(() -> Files.exists(folder.resolve(PID_FILE)) && isOurs(folder))
        .onSuccess(runs -> {
          if (runs && !closed) {
            present = true;
            close();
            changed.run();
          }
        });
  }

  private boolean isOurs(Path folder) {
    try (DirectoryStream<Path> specs = Files.newDirectoryStream(folder, "exec-process-*")) {
      for (Path spec : specs) {
        if (Files.readString(spec).contains(marker)) {
          return true;
        }
      }
    } catch (IOException e) {
      // Gone while we looked: it was not ours, or its client has ended and judges by itself.
    }
    return false;
  }

  @Override
  public boolean present() {
    return present;
  }

  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public void close() {
    closed = true;
    watches.values().forEach(DirectoryWatcher.Watch::close);
    watches.clear();
  }
}
