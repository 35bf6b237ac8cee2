package io.podbus.podman.plan;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Style;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.ContainerLabels;
import io.podbus.podman.engine.EngineVersion;
import io.podbus.podman.options.EnvironmentPlan;
import io.podbus.podman.options.SessionOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns options into the command line, files and environment of a client. Pure.
///
/// Order: globals, the operation's words, what every client gets, the options as the catalog has
/// them, `--`, positionals. Values stand behind `=` in the same argument, so that none can be taken
/// for a flag.
public final class CommandPlanner {
  /// The variable that the processes of an exec carry.
  public static final String MARKER = "PODBUS_SESSION";

  /// A remote engine refuses none (`invalid detach keys: Unknown character`, 4.3.1): a sequence
  /// that nobody types.
  private static final String REMOTE_DETACH_KEYS =
      "ctrl-@,ctrl-^,ctrl-@,ctrl-^,ctrl-@,ctrl-^,ctrl-@,ctrl-^";

  private static final String ENVIRONMENT_FILE = "environment";
  private static final String PID_FILE = "pid";
  private static final String CID_FILE = "cid";
  private static final String MASK = "***";

  /// Until then podman splits `--env-file` at commas.
  private static final EngineVersion PLAIN_ENV_FILE = EngineVersion.of("5.0");

  private final SessionOptions options;

  private final PlanContext context;
  private final EnvironmentPlan environment;
  private final boolean local;
  private final List<String> notes = new ArrayList<>();

  private CommandPlanner(SessionOptions options, PlanContext context) {
    this.options = options;
    this.context = context;
    this.environment = EnvironmentPlan.of(options.environment());
    this.local = !options.isRemote();
  }

  /// The plan of a session.
  public static CommandPlan plan(SessionOptions options, PlanContext context) {
    return new CommandPlanner(options, context).plan();
  }

  /// What the plan would be, for a caller to see: nothing runs, and no value of the environment is
  /// shown.
  public static JsonObject dryRun(SessionOptions options, PlanContext context) {
    CommandPlan plan = plan(options, context);
    JsonObject masked = new JsonObject();
    options.environment().keySet().forEach(name -> masked.put(name, MASK));
    return new JsonObject()
        .put("argv", new JsonArray(plan.shownArgv()))
        .put("environment", masked)
        .put("files", new JsonArray(List.copyOf(plan.files().keySet())))
        .put("policy", new JsonArray())
        .put("notes", new JsonArray(plan.notes()));
  }

  private CommandPlan plan() {
    boolean creates = options.operation().is(Trait.CREATES_CONTAINER);
    String container = container(creates);
    LogDriver log = creates ? LogDriver.choose(options, context.engine()) : null;
    Path pidFile = creates && local ? file(PID_FILE) : null;
    Path cidFile = creates && local ? file(CID_FILE) : null;

    List<String> argv = new ArrayList<>(globals());
    argv.addAll(options.operation().words());
    if (creates) {
      argv.addAll(List.of("--pull=never", "--http-proxy=false", "--name=" + container));
      argv.add("--label=" + ContainerLabels.SESSION + "=" + context.sessionId());
      argv.add("--label=" + ContainerLabels.INSTANCE + "=" + context.instanceId());
    }
    if (options.operation().is(Trait.ATTACHES)) {
      argv.add("--detach-keys=" + (local ? "" : REMOTE_DETACH_KEYS));
    }
    if (cidFile != null && pidFile != null) {
      argv.add("--cidfile=" + cidFile);
      argv.add("--pidfile=" + pidFile);
    }
    if (log != null) {
      argv.addAll(log.flags());
      notes.add(log.note());
    }
    argv.addAll(environmentFlags());
    argv.addAll(flags());
    argv.add("--");
    argv.addAll(positionals());
    addNotes();
    return new CommandPlan(
        argv,
        shown(argv),
        environment.byName(),
        files(),
        pidFile,
        cidFile,
        container,
        log == null ? null : log.name(),
        options.interactive() && !options.detach(),
        creates ? pullArgv() : null,
        marker(),
        notes);
  }

  private String container(boolean creates) {
    return creates
        ? options.containerName().orElse("podbus-" + context.sessionId())
        : options.targetContainer().orElse("");
  }

  private List<String> globals() {
    List<String> flags = new ArrayList<>();
    each(Style.GLOBAL, (use, value) -> flags.add(use.flag() + "=" + value));
    return flags;
  }

  private List<String> environmentFlags() {
    List<String> flags = new ArrayList<>();
    if (!environment.byFile().isEmpty()) {
      String path = file(ENVIRONMENT_FILE).toString();
      boolean csv = !context.engine().atLeast(PLAIN_ENV_FILE);
      flags.add("--env-file=" + (csv ? FlagWriter.csvField(path) : path));
    }
    environment.byName().keySet().forEach(name -> flags.add("--env=" + name));
    String marker = marker();
    if (marker != null) {
      flags.add("--env=" + marker);
    }
    return flags;
  }

  private List<String> flags() {
    List<String> flags = new ArrayList<>();
    for (OptionEntry entry : Catalog.entriesOf(options.operation())) {
      entry
          .use(options.operation().name())
          .ifPresent(use ->
              value(entry)
                  .ifPresent(value -> FlagWriter.append(flags, use, value, context.engine())));
    }
    return flags;
  }

  /// The value to put on the command line. A detached container stays until its exit code has been
  /// asked for.
  private Optional<Object> value(OptionEntry entry) {
    return options.detach() && entry.name().equals("removeOnExit")
        ? Optional.empty()
        : options.value(entry.name());
  }

  private List<String> positionals() {
    List<String> words = new ArrayList<>();
    each(
        Style.POSITIONAL,
        (use, value) -> {
          if (value instanceof List<?>) {
            words.addAll(FlagWriter.strings(value));
          } else {
            words.add(value.toString());
          }
        });
    return words;
  }

  private interface Emitter {
    void emit(Use use, Object value);
  }

  private void each(Style style, Emitter emitter) {
    for (OptionEntry entry : Catalog.entriesOf(options.operation())) {
      entry
          .use(options.operation().name())
          .filter(use -> use.style() == style)
          .ifPresent(
              use -> options.value(entry.name()).ifPresent(value -> emitter.emit(use, value)));
    }
  }

  private @Nullable List<String> pullArgv() {
    String image = options.image().orElse(null);
    if (image == null || options.pullPolicy() == SessionOptions.PullPolicy.NEVER) {
      return null;
    }
    List<String> argv = new ArrayList<>(globals());
    argv.addAll(List.of("pull", "--quiet", "--", image));
    return argv;
  }

  private @Nullable String marker() {
    return options.operation().is(Trait.MARKED) ? MARKER + "=" + context.sessionId() : null;
  }

  private Map<String, Buffer> files() {
    Map<String, Buffer> files = new LinkedHashMap<>();
    if (!environment.byFile().isEmpty()) {
      files.put(ENVIRONMENT_FILE, Buffer.buffer(environment.fileText()));
    }
    return files;
  }

  private void addNotes() {
    if (options.detach() && options.removeOnExit()) {
      notes.add(
          "The container runs detached and without --rm: the service waits for its exit code and"
              + " removes it then.");
    }
    if (!local && options.operation().is(Trait.CREATES_CONTAINER)) {
      notes.add(
          "A remote engine writes no pid file here: whether the program or podman gave an exit code of"
              + " 125 to 127 is told by podman's words.");
    }
    if (!environment.byName().isEmpty()) {
      notes.add(
          "Some values do not fit into an environment file; they go through the environment of the"
              + " podman client.");
    }
  }

  private List<String> shown(List<String> argv) {
    String directory = context.privateDirectory() + "/";
    List<String> shown = new ArrayList<>();
    shown.add("podman");
    int positionals = argv.indexOf("--");
    for (int i = 0; i < argv.size(); i++) {
      // Behind `--` all is the caller's own.
      shown.add(i < positionals ? argv.get(i).replace(directory, "") : argv.get(i));
    }
    return shown;
  }

  private Path file(String name) {
    return context.privateDirectory().resolve(name);
  }
}
