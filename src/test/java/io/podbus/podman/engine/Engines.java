package io.podbus.podman.engine;

import java.util.Set;

/// Engines for tests.
public final class Engines {
  private static final Set<String> DRIVERS = Set.of("k8s-file", "none", "passthrough", "journald");

  public static final EngineProfile PODMAN_4_3 = engine(new EngineVersion(4, 3, 1), DRIVERS, true);
  public static final EngineProfile PODMAN_5_4 = engine(new EngineVersion(5, 4, 0), DRIVERS, true);
  public static final EngineProfile PODMAN_5_8 = engine(new EngineVersion(5, 8, 2), DRIVERS, true);

  /// With cgroups v2 and SELinux.
  public static final EngineProfile MODERN =
      new EngineProfile(
          new EngineVersion(5, 8, 2),
          false,
          "/var/lib/containers/storage",
          "overlay",
          "v2",
          "crun",
          DRIVERS,
          Set.of("seccomp", "selinux"),
          "netavark",
          true,
          false,
          null);

  public static final EngineProfile NO_PASSTHROUGH =
      engine(new EngineVersion(4, 3, 1), Set.of("k8s-file", "none"), false);

  private Engines() {}

  public static EngineProfile withLogDrivers(Set<String> drivers) {
    return engine(new EngineVersion(4, 3, 1), drivers, false);
  }

  private static EngineProfile engine(
      EngineVersion version, Set<String> drivers, boolean passthrough) {
    return new EngineProfile(
        version,
        false,
        "/var/lib/containers/storage",
        "overlay",
        "v1",
        "runc",
        drivers,
        Set.of("seccomp"),
        "netavark",
        passthrough,
        false,
        null);
  }
}
