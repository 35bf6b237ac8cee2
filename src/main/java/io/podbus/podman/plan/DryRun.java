package io.podbus.podman.plan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Shows a plan to a caller: paths of the service's own as names, secrets masked. Pure.
final class DryRun {
  private static final String MASK = "***";

  private DryRun() {}

  /// @param variables names of the program's variables
  static JsonObject of(Set<String> variables, CommandPlan plan, Path directory) {
    Set<String> files = new TreeSet<>(plan.files().keySet());
    plan.generated().forEach(file -> files.add(file.name()));
    List<String> pull = plan.pullArgv();
    return new JsonObject()
        .put("argv", new JsonArray(plan.shownArgv()))
        .put("pullArgv", pull == null ? null : new JsonArray(shown(pull, directory)))
        .put("environment", masked(variables))
        .put("clientEnvironment", masked(plan.clientEnvironment().keySet()))
        .put("files", new JsonArray(List.copyOf(files)))
        .put("policy", new JsonArray())
        .put("notes", new JsonArray(plan.notes()));
  }

  /// A command line as callers may see it, with `podman` in front.
  static List<String> shown(List<String> argv, Path directory) {
    String ours = directory + "/";
    List<String> shown = new ArrayList<>();
    shown.add("podman");
    int positionals = argv.indexOf("--");
    for (int i = 0; i < argv.size(); i++) {
      String word = argv.get(i);
      // Behind `--` all is the caller's own, but for paths of ours, which stand alone.
      shown.add(i < positionals || word.startsWith(ours) ? word.replace(ours, "") : word);
    }
    return shown;
  }

  private static JsonObject masked(Set<String> names) {
    JsonObject masked = new JsonObject();
    names.forEach(name -> masked.put(name, MASK));
    return masked;
  }
}
