package io.podbus.process;

import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The processes of one container that carry a variable in their environment: those of one exec.
///
/// Killing what `podman exec` started leaves its children, and killing the client leaves it all;
/// the marker is inherited by every descendant that does not clear its environment. A process is
/// signalled through a pidfd that was opened before its environment was read, so that a number that
/// is given out again meanwhile hits nobody else.
///
/// Blocking: reads `/proc` and the cgroup file system (cgroups(7), v1 and v2). Call it on a worker.
public final class MarkedProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  private final Posix posix;
  private final long containerPid;
  private final byte[] marker;

  /// @param containerPid of the container's first process, as this process sees it
  /// @param marker `NAME=value`, as it stands in the environment
  MarkedProcesses(Posix posix, long containerPid, String marker) {
    this.posix = posix;
    this.containerPid = containerPid;
    this.marker = marker.getBytes(StandardCharsets.UTF_8);
  }

  /// Sends the signal to each of them.
  ///
  /// @return how many there were; 0 also when the container itself is gone
  /// @throws IOException where they cannot be listed
  public int signal(Signal signal) throws IOException {
    Optional<Path> cgroup = cgroup();
    if (cgroup.isEmpty()) {
      return 0;
    }
    int found = 0;
    for (int pid : processes(cgroup.get())) {
      if (signalIfMarked(pid, signal)) {
        found++;
      }
    }
    return found;
  }

  private boolean signalIfMarked(int pid, Signal signal) {
    int pidfd;
    try {
      pidfd = posix.pidfdOpen(pid);
    } catch (PosixException e) {
      // It has ended in the meantime.
      return false;
    }
    try {
      if (!isMarked(pid)) {
        return false;
      }
      posix.pidfdSendSignal(pidfd, signal.number());
      return true;
    } catch (PosixException e) {
      return false;
    } finally {
      posix.close(pidfd);
    }
  }

  private boolean isMarked(int pid) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve("environ"));
    } catch (IOException e) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= environment.length; i++) {
      if (i == environment.length || environment[i] == 0) {
        if (Arrays.equals(environment, start, i, marker, 0, marker.length)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  /// The container's cgroup directory; nothing where its first process is gone.
  private Optional<Path> cgroup() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(PROC.resolve(Long.toString(containerPid)).resolve("cgroup"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    // v1 first: on a hybrid host the v2 line says nothing about containers.
    for (String line : lines) {
      String[] parts = line.split(":", 3);
      for (String controller : parts[1].split(",", -1)) {
        Path directory = CGROUPS.resolve(controller).resolve(parts[2].substring(1));
        if (!controller.isEmpty() && parts[2].length() > 1 && Files.isDirectory(directory)) {
          return Optional.of(directory);
        }
      }
    }
    for (String line : lines) {
      Path directory = CGROUPS.resolve(line.substring(line.lastIndexOf(':') + 2));
      if (line.startsWith("0::/") && line.length() > 4 && Files.isDirectory(directory)) {
        return Optional.of(directory);
      }
    }
    throw new IOException("the cgroup of process " + containerPid + " cannot be found");
  }

  private static List<Integer> processes(Path cgroup) throws IOException {
    List<Integer> pids = new ArrayList<>();
    List<Path> directories = new ArrayList<>(List.of(cgroup));
    for (int i = 0; i < directories.size(); i++) {
      try {
        for (String line : Files.readAllLines(directories.get(i).resolve("cgroup.procs"))) {
          pids.add(Integer.valueOf(line));
        }
        try (DirectoryStream<Path> below =
            Files.newDirectoryStream(directories.get(i), Files::isDirectory)) {
          below.forEach(directories::add);
        }
      } catch (NoSuchFileException e) {
        // Removed while we looked: nothing runs there any more.
      }
    }
    return pids;
  }
}
