package io.podbus;

import io.podbus.podman.engine.ContainersConf;
import io.podbus.podman.engine.HostProfile;
import io.podbus.session.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where podman is on this host, and the environment that all its processes get: small, fixed, the
/// operator's, never a caller's.
///
/// @param executable absolute
/// @param environment the whole of it
record PodmanHost(Path executable, Map<String, String> environment) {
  private static final Logger LOG = LoggerFactory.getLogger(PodmanHost.class);
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final Path SYSTEMD = Path.of("/run/systemd/system");
  private static final Path HOST_CONF = Path.of("/etc/containers/containers.conf");

  /// What of the operator's environment concerns podman.
  private static final List<String> PASSED_ON =
      List.of(
          "HOME",
          "XDG_RUNTIME_DIR",
          "XDG_DATA_HOME",
          "XDG_CONFIG_HOME",
          "DBUS_SESSION_BUS_ADDRESS",
          "TMPDIR",
          "CONTAINER_HOST",
          "CONTAINER_CONNECTION",
          "CONTAINER_SSHKEY",
          "CONTAINERS_CONF",
          "CONTAINERS_STORAGE_CONF",
          "CONTAINERS_REGISTRIES_CONF",
          "REGISTRY_AUTH_FILE",
          "GNUPGHOME");

  /// Looks for podman and finds out what it needs here.
  ///
  /// @param podmanPath a path, or a name to look for on the `PATH`
  static PodmanHost find(String podmanPath, Map<String, String> own, StateDirectory state)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", PATH);
    environment.put("LANG", "C.UTF-8");
    for (String name : PASSED_ON) {
      String value = own.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    if (!Files.isDirectory(SYSTEMD)) {
      // Without systemd there are no timers for health checks; podman would complain at each start.
      environment.put("DISABLE_HC_SYSTEMD", "true");
    }
    if (!environment.containsKey("CONTAINERS_CONF")) {
      adaptToHost(environment, state);
    }
    return new PodmanHost(
        resolve(podmanPath, own.getOrDefault("PATH", PATH)), Map.copyOf(environment));
  }

  private static void adaptToHost(Map<String, String> environment, StateDirectory state)
      throws IOException {
    HostProfile host =
        HostProfile.read(
            Files.readString(Path.of("/proc/self/status")),
            Files.readString(Path.of("/proc/self/limits")),
            Files.readString(Path.of("/proc/self/mountinfo")),
            runtimes(),
            Files.isDirectory(SYSTEMD));
    ContainersConf conf = ContainersConf.forHost(host, Files.exists(HOST_CONF));
    LOG.info("host: {}", conf.line());
    if (conf.text().isPresent()) {
      Path file = state.file("containers.conf");
      Files.writeString(file, conf.text().get());
      environment.put("CONTAINERS_CONF", file.toString());
    }
  }

  private static Set<String> runtimes() {
    Set<String> found = new HashSet<>();
    for (String runtime : List.of("runc", "crun")) {
      if (Files.isExecutable(resolve(runtime, PATH))) {
        found.add(runtime);
      }
    }
    return found;
  }

  private static Path resolve(String name, String path) {
    if (name.contains("/")) {
      return Path.of(name).toAbsolutePath();
    }
    for (String directory : path.split(":", -1)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, name).toAbsolutePath();
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    // Said when it is needed: podman may be installed while the service runs.
    return Path.of("/usr/bin", name);
  }
}
