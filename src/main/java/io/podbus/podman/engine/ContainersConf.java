package io.podbus.podman.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A configuration of podman for hosts on which its own defaults do not work. Holds the deviations
/// only; named to podman by `CONTAINERS_CONF`, never written into the host's.
///
/// @param text the file's content; empty where the host needs none, and its own configuration rules
/// @param line what was found and chosen, in one line for the log
public record ContainersConf(Optional<String> text, String line) {
  private static final long MAX_OPEN_FILES = 1_048_576;

  /// podman lowers its own hard limit to this before it starts a runtime, whatever it was given.
  private static final long MAX_PROCESSES = 32_768;

  private static final long FALLBACK_OPEN_FILES = 1024;
  private static final long FALLBACK_PROCESSES = 2048;

  /// What that host needs.
  ///
  /// @param hostFile whether `/etc/containers/containers.conf` is there
  public static ContainersConf forHost(HostProfile host, boolean hostFile) {
    List<String> containers = new ArrayList<>();
    List<String> engine = new ArrayList<>();
    List<String> found = new ArrayList<>();
    if (!host.mayRaiseLimits()) {
      String limits = limits(host);
      containers.add("default_ulimits = [" + limits + "]");
      found.add("no CAP_SYS_RESOURCE: containers get " + limits.replace("\"", ""));
    }
    runtime(host, engine, found);
    if (!host.systemd()) {
      engine.add("cgroup_manager = \"cgroupfs\"");
      engine.add("events_logger = \"file\"");
      found.add("no systemd: cgroupfs and events in a file");
    }
    if (containers.isEmpty() && engine.isEmpty()) {
      String what =
          found.isEmpty() ? "the host needs no special settings" : String.join("; ", found);
      return new ContainersConf(
          Optional.empty(), "podman's configuration: the host's own; " + what);
    }
    String replaced =
        hostFile
            ? "; this replaces /etc/containers/containers.conf for the service, which is not read"
            : "";
    return new ContainersConf(
        Optional.of(render(containers, engine)),
        "podman's configuration: generated; " + String.join("; ", found) + replaced);
  }

  private static void runtime(HostProfile host, List<String> engine, List<String> found) {
    if (host.cgroups() != HostProfile.Cgroups.HYBRID) {
      return;
    }
    if (host.runtimes().contains("runc")) {
      engine.add("runtime = \"runc\"");
      found.add("hybrid cgroups, which crun refuses: runc");
    } else {
      found.add("hybrid cgroups, which crun refuses, and no runc on the path: install runc");
    }
  }

  private static String limits(HostProfile host) {
    long files = limit(host, host.openFiles(), MAX_OPEN_FILES, FALLBACK_OPEN_FILES);
    long processes = limit(host, host.processes(), MAX_PROCESSES, FALLBACK_PROCESSES);
    return "\"nofile=%1$d:%1$d\", \"nproc=%2$d:%2$d\"".formatted(files, processes);
  }

  private static long limit(HostProfile host, OptionalLong hard, long most, long fallback) {
    return host.limitsKnown() ? Math.min(hard.orElse(most), most) : fallback;
  }

  private static String render(List<String> containers, List<String> engine) {
    StringBuilder text = new StringBuilder("# Generated at start from what the host allows.\n");
    section(text, "containers", containers);
    section(text, "engine", engine);
    return text.toString();
  }

  private static void section(StringBuilder text, String name, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('[').append(name).append("]\n");
      lines.forEach(line -> text.append(line).append('\n'));
    }
  }
}
