package io.podbus.podman.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is known of the engine. Found once at start by [EngineProbe]; immutable.
///
/// @param version null where it could not be found out
/// @param rootless whether it runs without root
/// @param graphRoot where its storage lies, null where unknown
/// @param graphDriver the storage driver, null where unknown
/// @param cgroupVersion `v1` or `v2`, null where unknown
/// @param ociRuntime the runtime's name, null where unknown
/// @param logDrivers those that it says it has; empty where unknown
/// @param securityModules those of `seccomp`, `apparmor` and `selinux` that the host has; empty
///   where unknown
/// @param networkBackend `netavark` or `cni`, null where unknown
/// @param passthroughSupported whether a program can be given our own pipes
/// @param remote whether podman is but a client here, of an engine that sees other files
/// @param problem why something is unknown, null where all is well
public record EngineProfile(
    @Nullable EngineVersion version,
    boolean rootless,
    @Nullable String graphRoot,
    @Nullable String graphDriver,
    @Nullable String cgroupVersion,
    @Nullable String ociRuntime,
    Set<String> logDrivers,
    Set<String> securityModules,
    @Nullable String networkBackend,
    boolean passthroughSupported,
    boolean remote,
    @Nullable String problem) {
  private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{64}");

  public EngineProfile {
    logDrivers = Set.copyOf(logDrivers);
    securityModules = Set.copyOf(securityModules);
  }

  /// An engine that did not say what it is. Sessions may still be tried on it.
  public static EngineProfile unknown(String reason) {
    return new EngineProfile(
        null, false, null, null, null, null, Set.of(), Set.of(), null, false, false, reason);
  }

  /// Whether the engine answered the probe sensibly.
  public boolean known() {
    return version != null;
  }

  /// Whether it is this version or newer; an unknown engine is taken for the oldest supported.
  public boolean atLeast(EngineVersion other) {
    return version != null && version.atLeast(other);
  }

  /// Whether it is known that the engine does not have this log driver. podman takes `json-file`
  /// for `k8s-file` without saying so.
  public boolean knowsNoLogDriver(String driver) {
    return !logDrivers.isEmpty() && !driver.equals("json-file") && !logDrivers.contains(driver);
  }

  /// Whether it is known that the host does not have this security module.
  public boolean lacks(String securityModule) {
    return !securityModules.isEmpty() && !securityModules.contains(securityModule);
  }

  /// Where the engine keeps a container's run-time files (`attach`, `ctl`, exec directories).
  ///
  /// @param containerId all 64 digits
  /// @return nothing where the storage is not known or the id is none
  public Optional<Path> staticDirectory(String containerId) {
    if (graphRoot == null || graphDriver == null || !CONTAINER_ID.matcher(containerId).matches()) {
      return Optional.empty();
    }
    return Optional.of(Path.of(graphRoot, graphDriver + "-containers", containerId, "userdata"));
  }
}
