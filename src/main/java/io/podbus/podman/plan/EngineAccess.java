package io.podbus.podman.plan;

import io.podbus.podman.engine.EngineProfile;
import io.podbus.podman.engine.EngineVersion;
import io.podbus.podman.options.SessionOptions;
import io.podbus.podman.plan.GeneratedFile.Base;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a session's engine is reached and configured, where its options say so: what concerns every
/// command of the session, not only its client. Pure.
///
/// @param globals flags that stand before the operation
/// @param environment variables of podman's own. Secret
/// @param choice those of them that say which engine. Secret
/// @param generated files to which the variables lead
record EngineAccess(
    List<String> globals,
    Map<String, String> environment,
    Map<String, String> choice,
    List<GeneratedFile> generated) {
  private static final String CONTAINERS_FILE = "containers.conf";
  private static final String REGISTRIES_FILE = "registries.conf";
  private static final String HOME = "home";

  /// From then on podman reads a file on top of its configuration.
  private static final EngineVersion OVERRIDES = EngineVersion.of("4.5");

  static EngineAccess of(SessionOptions options, Path directory, EngineProfile engine) {
    Collector collector = new Collector(options, directory);
    collector.remote();
    collector.containers(engine);
    collector.registries();
    return new EngineAccess(
        collector.globals, collector.environment, collector.choice, collector.generated);
  }

  /// For one use.
  private static final class Collector {
    private final SessionOptions options;
    private final Path directory;
    private final List<String> globals = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> choice = new LinkedHashMap<>();
    private final List<GeneratedFile> generated = new ArrayList<>();

    Collector(SessionOptions options, Path directory) {
      this.options = options;
      this.directory = directory;
    }

    /// The passphrase of a key goes with the address, which must then not stand on a command line.
    void remote() {
      String socket = options.text("remoteSocket").orElse(null);
      if (socket == null) {
        return;
      }
      Optional<String> passphrase = options.text("sshPassphrase");
      if (passphrase.isEmpty()) {
        globals.add("--url=" + socket);
        return;
      }
      int at = socket.indexOf('@');
      String encoded =
          URLEncoder.encode(passphrase.get(), StandardCharsets.UTF_8).replace("+", "%20");
      choice.put("CONTAINER_HOST", socket.substring(0, at) + ":" + encoded + socket.substring(at));
      environment.putAll(choice);
    }

    /// Before podman 4.5 there is one configuration only: the session's own repeats what holds.
    void containers(EngineProfile engine) {
      List<Path> sources = new ArrayList<>();
      options.text("remoteConfigPath").map(Path::of).ifPresent(sources::add);
      options.text("modulesLoadDir").map(Path::of).ifPresent(sources::add);
      if (sources.isEmpty()) {
        return;
      }
      boolean onTop = engine.atLeast(OVERRIDES);
      String name = onTop ? "CONTAINERS_CONF_OVERRIDE" : "CONTAINERS_CONF";
      String file = directory.resolve(CONTAINERS_FILE).toString();
      environment.put(name, file);
      if (options.isGiven("connection")) {
        choice.put(name, file);
      }
      generated.add(
          new GeneratedFile.Merged(
              CONTAINERS_FILE, onTop ? Base.NONE : Base.CONTAINERS_CONF, sources, Map.of()));
    }

    void registries() {
      Optional<Path> file = options.text("registriesConf").map(Path::of);
      Optional<String> mode = options.text("shortNameMode");
      if (mode.isPresent()) {
        generated.add(
            new GeneratedFile.Merged(
                REGISTRIES_FILE,
                file.isPresent() ? Base.NONE : Base.REGISTRIES_CONF,
                file.stream().toList(),
                Map.of("short-name-mode", mode.get())));
      }
      Optional<Path> holds =
          mode.isPresent() ? Optional.of(directory.resolve(REGISTRIES_FILE)) : file;
      holds.ifPresent(path -> environment.put("CONTAINERS_REGISTRIES_CONF", path.toString()));
      options
          .text("registriesConfDir")
          .ifPresent(source -> {
            generated.add(
                new GeneratedFile.Folder(
                    HOME + "/.config/containers/registries.conf.d", Path.of(source), ".conf"));
            environment.put("HOME", directory.resolve(HOME).toString());
          });
    }
  }

  /// Without the values.
  @Override
  public String toString() {
    return "EngineAccess" + globals + environment.keySet();
  }
}
