package io.podbus.podman.engine;

import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the host allows, read from texts of `/proc` that are passed in. Pure.
///
/// @param cgroups how control groups are mounted
/// @param mayRaiseLimits whether this process has CAP_SYS_RESOURCE
/// @param openFiles the hard limit of open files; empty where it is unlimited or unknown
/// @param processes the hard limit of processes; empty as above
/// @param limitsKnown whether the limits could be read
/// @param runtimes which OCI runtimes are on the path
/// @param systemd whether systemd runs the host
public record HostProfile(
    Cgroups cgroups,
    boolean mayRaiseLimits,
    OptionalLong openFiles,
    OptionalLong processes,
    boolean limitsKnown,
    Set<String> runtimes,
    boolean systemd) {
  /// How control groups are mounted.
  public enum Cgroups {
    V1,
    V2,
    /// Both at once; crun refuses to work there.
    HYBRID,
    UNKNOWN
  }

  private static final int CAP_SYS_RESOURCE = 24;
  private static final Pattern CAPABILITIES =
      Pattern.compile("^CapEff:\\s*([0-9a-fA-F]{1,16})\\s*$", Pattern.MULTILINE);

  public HostProfile {
    runtimes = Set.copyOf(runtimes);
  }

  /// Reads the host.
  ///
  /// @param status `/proc/self/status`
  /// @param limits `/proc/self/limits`
  /// @param mounts `/proc/self/mountinfo`, or `/proc/mounts`
  /// @param runtimes those of `runc` and `crun` that are on the path
  /// @param systemd whether `/run/systemd/system` is there
  public static HostProfile read(
      String status, String limits, String mounts, Set<String> runtimes, boolean systemd) {
    return new HostProfile(
        cgroups(mounts),
        capability(status),
        hardLimit(limits, "Max open files"),
        hardLimit(limits, "Max processes"),
        limits.contains("Max open files") && limits.contains("Max processes"),
        runtimes,
        systemd);
  }

  private static boolean capability(String status) {
    Matcher matcher = CAPABILITIES.matcher(status);
    // Where nothing can be read nothing is taken away: podman's own defaults stand.
    return !matcher.find()
        || (Long.parseUnsignedLong(matcher.group(1), 16) >>> CAP_SYS_RESOURCE & 1) == 1;
  }

  private static OptionalLong hardLimit(String limits, String name) {
    Matcher matcher =
        Pattern.compile("^" + name + "\\s+\\S+\\s+(\\d{1,18})\\s", Pattern.MULTILINE)
            .matcher(limits);
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  private static Cgroups cgroups(String mounts) {
    boolean v1 = false;
    boolean v2 = false;
    for (String line : mounts.lines().toList()) {
      String type = type(line);
      v2 |= type.equals("cgroup2");
      v1 |= type.equals("cgroup");
    }
    if (v1) {
      return v2 ? Cgroups.HYBRID : Cgroups.V1;
    }
    return v2 ? Cgroups.V2 : Cgroups.UNKNOWN;
  }

  /// The type of the file system: behind the dash in mountinfo, third in mounts.
  private static String type(String line) {
    int dash = line.indexOf(" - ");
    String[] words = (dash < 0 ? line : line.substring(dash + 3)).strip().split(" ", -1);
    int index = dash < 0 ? 2 : 0;
    return words.length > index ? words[index] : "";
  }
}
