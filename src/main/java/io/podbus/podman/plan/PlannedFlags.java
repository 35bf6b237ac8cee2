package io.podbus.podman.plan;

import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.engine.EngineVersion;
import io.podbus.podman.options.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Flags that no style of the catalog can write, because several options go into one of them, or
/// something beside the value does. Pure.
final class PlannedFlags {
  private static final String HOOKS = "hooks";
  private static final EngineVersion PLAIN_HOOKS = EngineVersion.of("5.0");

  /// podman's words for what a pod's containers share, by option, with what holds by itself.
  private static final Map<String, Map.Entry<String, Boolean>> SHARED = shared();

  private final SessionOptions options;
  private final PlanContext context;

  PlannedFlags(SessionOptions options, PlanContext context) {
    this.options = options;
    this.context = context;
  }

  /// What stands before the operation.
  List<String> globals() {
    return isBuild() ? List.of() : hooks(!context.engine().atLeast(PLAIN_HOOKS));
  }

  /// What stands behind it.
  List<String> flags() {
    List<String> flags = new ArrayList<>();
    network().ifPresent(network -> flags.add("--network=" + network));
    if (options.isGiven("enableUserns")) {
      flags.add("--userns=" + users());
    }
    share().ifPresent(shared -> flags.add("--share=" + shared));
    if (isBuild()) {
      flags.addAll(hooks(false));
      options
          .text("file")
          .ifPresent(file -> flags.add("--file=" + FlagWriter.csvField(inContext(file))));
      options.text("ignorefile").ifPresent(file -> flags.add("--ignorefile=" + inContext(file)));
    }
    return flags;
  }

  /// Files that the flags lead to.
  List<GeneratedFile> generated() {
    List<Path> hooks = options.strings(HOOKS).stream().map(Path::of).toList();
    return hooks.isEmpty() ? List.of() : List.of(new GeneratedFile.Copies(HOOKS, hooks));
  }

  /// The directory with what is built from: the caller's, or one of ours that an upload fills.
  Path buildContext() {
    return options
        .text("context")
        .map(Path::of)
        .orElseGet(() -> context.privateDirectory().resolve("context"));
  }

  private boolean isBuild() {
    return options.operation().is(Trait.BUILD_CONTEXT);
  }

  /// podman looks for a relative path where it runs itself first: it gets none.
  private String inContext(String file) {
    return buildContext().resolve(file).toString();
  }

  private List<String> hooks(boolean csv) {
    if (options.strings(HOOKS).isEmpty()) {
      return List.of();
    }
    String directory = context.privateDirectory().resolve(HOOKS).toString();
    return List.of("--hooks-dir=" + (csv ? FlagWriter.csvField(directory) : directory));
  }

  /// Link-local addresses are further ones of the network.
  private Optional<String> network() {
    Optional<String> network =
        switch (options.operation().name()) {
          case "run", "create", "pod.create" -> options.text("network");
          default -> Optional.empty();
        };
    List<String> linkLocal =
        options.strings("linkLocalIPs").stream().map(address -> "ip=" + address).toList();
    return network.map(name ->
        linkLocal.isEmpty()
            ? name
            : name + (name.contains(":") ? "," : ":") + String.join(",", linkLocal));
  }

  private String users() {
    if (!options.flag("enableUserns")) {
      return "host";
    }
    return context.engine().rootless() ? "keep-id" : "auto";
  }

  private Optional<String> share() {
    if (SHARED.keySet().stream().noneMatch(options::isGiven)) {
      return Optional.empty();
    }
    List<String> shared = new ArrayList<>();
    SHARED.forEach((option, word) -> {
      if (options.isGiven(option) ? options.flag(option) : word.getValue()) {
        shared.add(word.getKey());
      }
    });
    return Optional.of(shared.isEmpty() ? "none" : String.join(",", shared));
  }

  private static Map<String, Map.Entry<String, Boolean>> shared() {
    Map<String, Map.Entry<String, Boolean>> shared = new LinkedHashMap<>();
    shared.put("shareCgroup", Map.entry("cgroup", false));
    shared.put("shareIpc", Map.entry("ipc", true));
    shared.put("shareNet", Map.entry("net", true));
    shared.put("sharePid", Map.entry("pid", false));
    shared.put("shareUts", Map.entry("uts", true));
    return shared;
  }
}
