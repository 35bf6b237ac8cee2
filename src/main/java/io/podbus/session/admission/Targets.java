package io.podbus.session.admission;

import io.podbus.podman.options.SessionOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a request names of containers, pods, volumes, networks and secrets that are there already.
/// Pure.
final class Targets {
  /// A kind of object that can belong to somebody.
  enum Kind {
    CONTAINER,
    POD,
    VOLUME,
    NETWORK,
    SECRET,
    /// Whatever has that name.
    ANY
  }

  /// @param made whether it comes into being where it is not there
  record Named(Kind kind, String name, boolean made) {}

  private static final Set<String> MAKES_CONTAINER = Set.of("run", "create");
  private static final Set<String> ENGINES_NETWORKS =
      Set.of("none", "bridge", "host", "private", "default", "slirp4netns", "pasta", "podman");
  private static final Set<String> CONTAINERS =
      Set.of(
          "exec",
          "attach",
          "logs",
          "top",
          "port",
          "stats",
          "commit",
          "healthcheck",
          "start",
          "stop",
          "restart",
          "kill",
          "pause",
          "unpause",
          "wait",
          "rm",
          "generate-systemd");
  private static final List<String> NAMESPACES = List.of("ipc", "pid", "uts", "userns", "cgroupns");

  /// Reach all that there is of a kind, unless names are given.
  private static final Set<String> ALL_BY_ITSELF = Set.of("stats", "pod.stats", "secret.ls");

  /// Have a filter, by which they reach one owner's alone.
  static final Set<String> FILTERED =
      Set.of("ps", "pod.ls", "volume.ls", "network.ls", "volume.prune", "network.prune");

  private static final Set<String> FILTERED_IF_GIVEN =
      Set.of("stop", "restart", "pause", "unpause", "rm");

  private final SessionOptions options;
  private final String operation;
  private final Set<Named> found = new LinkedHashSet<>();

  private Targets(SessionOptions options) {
    this.options = options;
    this.operation = options.operation().name();
  }

  static List<Named> of(SessionOptions options) {
    Targets targets = new Targets(options);
    targets.collect();
    return List.copyOf(targets.found);
  }

  /// Whether the request reaches everybody's objects, so that names do not bound it.
  static boolean reachesAll(SessionOptions options) {
    String operation = options.operation().name();
    boolean all =
        options.flag("all") && !FILTERED.contains(operation) && !operation.equals("images");
    boolean unnamed =
        ALL_BY_ITSELF.contains(operation)
            && options.strings("names").isEmpty()
            && options.text("containerName").isEmpty()
            && options.text("pod").isEmpty();
    boolean byFile =
        !MAKES_CONTAINER.contains(operation)
            && !operation.equals("pod.create")
            && (options.value("cidfile").isPresent() || options.value("podIDFile").isPresent());
    return all
        || unnamed
        || byFile
        || (options.flag("running") && operation.equals("restart"))
        || (options.flag("depend") && operation.equals("rm"))
        || (operation.startsWith("system.") && !operation.equals("system.info"));
  }

  /// Whether a filter on the owner bounds what it reaches.
  static boolean takesFilter(SessionOptions options) {
    String operation = options.operation().name();
    return FILTERED.contains(operation)
        || (FILTERED_IF_GIVEN.contains(operation) && !options.strings("filter").isEmpty());
  }

  private void collect() {
    if (MAKES_CONTAINER.contains(operation) || operation.equals("pod.create")) {
      making();
    } else if (operation.equals("build")) {
      options.strings("volumes").forEach(this::volume);
    } else if (CONTAINERS.contains(operation)) {
      named(Kind.CONTAINER);
      options.text("pod").ifPresent(name -> add(Kind.POD, name));
    } else if (operation.equals("inspect")) {
      named(Kind.ANY);
    } else if (operation.equals("cp")) {
      options.text("source").flatMap(Targets::container).ifPresent(n -> add(Kind.CONTAINER, n));
      options
          .text("destination")
          .flatMap(Targets::container)
          .ifPresent(n -> add(Kind.CONTAINER, n));
    } else if (operation.startsWith("pod.")) {
      options.text("pod").ifPresent(name -> add(Kind.POD, name));
      options.strings("names").forEach(name -> add(Kind.POD, name));
      options.text("containerName").ifPresent(name -> add(Kind.CONTAINER, name));
    } else if (operation.startsWith("network.") && !operation.equals("network.create")) {
      options.text("network").ifPresent(this::network);
      options.strings("names").forEach(this::network);
      options.text("containerName").ifPresent(name -> add(Kind.CONTAINER, name));
    } else if (operation.startsWith("volume.") && !operation.equals("volume.create")) {
      options.strings("names").forEach(name -> add(Kind.VOLUME, name));
    } else if (operation.startsWith("secret.") && !operation.equals("secret.create")) {
      options.strings("names").forEach(name -> add(Kind.SECRET, name));
    }
  }

  private void named(Kind kind) {
    options.text("containerName").ifPresent(name -> add(kind, name));
    options.strings("names").forEach(name -> add(kind, name));
  }

  private void making() {
    options
        .text("pod")
        .filter(pod -> !pod.startsWith("new:"))
        .ifPresent(pod -> {
          if (!operation.equals("pod.create")) {
            add(Kind.POD, pod);
          }
        });
    options.text("network").ifPresent(this::network);
    for (String namespace : NAMESPACES) {
      options.text(namespace).flatMap(Targets::shared).ifPresent(n -> add(Kind.CONTAINER, n));
    }
    options.strings("requires").forEach(name -> add(Kind.CONTAINER, name));
    options.strings("volumesFrom").forEach(from -> add(Kind.CONTAINER, from.split(":", -1)[0]));
    options.strings("secrets").forEach(secret -> add(Kind.SECRET, secret.split(",", -1)[0]));
    options.strings("volumes").forEach(this::volume);
    options.strings("mounts").forEach(this::mount);
  }

  private void volume(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length > 1 && parts[1].startsWith("/") && !parts[0].isEmpty()) {
      ifNamed(parts[0]);
    }
  }

  private void mount(String text) {
    String type = "volume";
    String source = "";
    for (String field : text.split(",", -1)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      if (key.equals("type")) {
        type = field.substring(equals + 1);
      } else if (key.equals("src") || key.equals("source")) {
        source = field.substring(equals + 1);
      }
    }
    if (type.equals("volume") && !source.isEmpty()) {
      ifNamed(source);
    }
  }

  /// A path is the policy's to judge.
  private void ifNamed(String source) {
    if (source.indexOf('/') < 0 && !source.startsWith(".")) {
      found.add(new Named(Kind.VOLUME, source, true));
    }
  }

  private void network(String text) {
    Optional<String> shared = shared(text);
    if (shared.isPresent()) {
      add(Kind.CONTAINER, shared.get());
      return;
    }
    int colon = text.indexOf(':');
    for (String name : (colon < 0 ? text : text.substring(0, colon)).split(",", -1)) {
      if (!name.equals("ns") && !ENGINES_NETWORKS.contains(name)) {
        add(Kind.NETWORK, name);
      }
    }
  }

  private static Optional<String> shared(String text) {
    return text.startsWith("container:")
        ? Optional.of(text.substring("container:".length()))
        : Optional.empty();
  }

  /// `NAME:/path`.
  private static Optional<String> container(String place) {
    int colon = place.indexOf(':');
    return place.startsWith("/") || colon < 0
        ? Optional.empty()
        : Optional.of(place.substring(0, colon));
  }

  private void add(Kind kind, String name) {
    found.add(new Named(kind, name, false));
  }

  /// The names of a kind.
  static List<String> names(List<Named> targets, Kind kind) {
    List<String> names = new ArrayList<>();
    targets.forEach(target -> {
      if (target.kind() == kind) {
        names.add(target.name());
      }
    });
    return names;
  }
}
