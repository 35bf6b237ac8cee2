package io.podbus.podman.plan;

import io.podbus.podman.catalog.Catalog;
import io.podbus.podman.catalog.Operation;
import io.podbus.podman.catalog.Operation.Output;
import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.catalog.OptionEntry;
import io.podbus.podman.catalog.Style;
import io.podbus.podman.catalog.Use;
import io.podbus.podman.engine.ContainerLabels;
import io.podbus.podman.engine.EngineCommands;
import io.podbus.podman.engine.EngineVersion;
import io.podbus.podman.options.EnvironmentPlan;
import io.podbus.podman.options.SessionOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Turns options into the command line, files and environment of a client. Pure.
///
/// Order: globals, the operation's words, what every client gets, the options as the catalog has
/// them, `--`, positionals. Values stand behind `=` in the same argument, so that none can be taken
/// for a flag.
public final class CommandPlanner {
  /// The variable that the processes of an exec carry.
  public static final String MARKER = "PODBUS_SESSION";

  private static final String ENVIRONMENT_FILE = "environment";

  /// Where programs look for the trace that they belong to.
  private static final String TRACEPARENT = "TRACEPARENT";

  /// The file in a session's folder that conmon writes when the program starts.
  public static final String PID_FILE = "pid";

  /// The file in a session's folder to which a build writes what it has made.
  public static final String IMAGE_ID_FILE = "image-id";

  private static final String CID_FILE = "cid";
  private static final String CID_OPTION = "cidfile";

  /// Until then podman splits `--env-file` at commas.
  private static final EngineVersion PLAIN_ENV_FILE = EngineVersion.of("5.0");

  /// What these make carries its owner's name.
  private static final Set<String> LABELLED =
      Set.of(
          "run",
          "create",
          "build",
          "pod.create",
          "volume.create",
          "network.create",
          "secret.create");

  private final SessionOptions options;
  private final PlanContext context;
  private final EnvironmentPlan variables;
  private final SecretPlan secrets;
  private final EngineAccess access;
  private final PlannedFlags planned;
  private final FlagWriter writer;
  private final boolean local;
  private final @Nullable LogDriver log;

  private CommandPlanner(SessionOptions options, PlanContext context) {
    this.options = options;
    this.context = context;
    Map<String, String> environment = environment(options, context);
    this.variables =
        options.operation().is(Trait.BUILD_CONTEXT)
            ? EnvironmentPlan.byName(environment)
            : EnvironmentPlan.of(environment);
    this.secrets = SecretPlan.of(options, variables, context.privateDirectory());
    this.access = EngineAccess.of(options, context.privateDirectory(), context.engine());
    this.planned = new PlannedFlags(options, context);
    this.writer = new FlagWriter(context.engine(), options::value);
    this.local = !options.isRemote() && !context.engine().remote();
    this.log = LogDriver.of(options, context.engine());
  }

  /// The program's environment. What the caller sets itself stays.
  private static Map<String, String> environment(SessionOptions options, PlanContext context) {
    if (!options.traceContext()) {
      return options.environment();
    }
    Map<String, String> all = new LinkedHashMap<>(options.environment());
    all.putIfAbsent(TRACEPARENT, context.traceparent());
    return all;
  }

  /// The plan of a session.
  public static CommandPlan plan(SessionOptions options, PlanContext context) {
    return new CommandPlanner(options, context).plan();
  }

  /// What the plan would be, for a caller to see: nothing runs, and no secret is shown.
  public static JsonObject dryRun(SessionOptions options, PlanContext context) {
    CommandPlanner planner = new CommandPlanner(options, context);
    return DryRun.of(
        environment(options, context).keySet(), planner.plan(), context.privateDirectory());
  }

  private CommandPlan plan() {
    Operation operation = options.operation();
    boolean creates = operation.is(Trait.CREATES_CONTAINER);
    Path pidFile = creates && local ? file(PID_FILE) : null;
    Path cidFile = creates && local ? cidFile() : null;
    List<String> globals = globals();
    List<String> argv = argv(globals, cidFile, pidFile);
    Map<String, String> environment = new LinkedHashMap<>(secrets.environment());
    environment.putAll(access.environment());
    return new CommandPlan(
        argv,
        DryRun.shown(argv, context.privateDirectory()),
        globals,
        access.choice(),
        environment,
        files(),
        generated(),
        secrets.stdin().orElse(null),
        pidFile,
        cidFile,
        container(),
        creates && log != null ? log.name() : null,
        stdinWanted(),
        PullStep.argv(options, context.engine(), globals, secrets.pullFlags()),
        access.environment(),
        marker(),
        uploadedContext(),
        options.output(),
        PlanNotes.of(options, context.engine(), log, !variables.byName().isEmpty()));
  }

  private List<String> argv(List<String> globals, @Nullable Path cidFile, @Nullable Path pidFile) {
    List<String> argv = new ArrayList<>(globals);
    argv.addAll(options.operation().words());
    argv.addAll(ownFlags());
    if (cidFile != null) {
      argv.add("--cidfile=" + cidFile);
    }
    if (pidFile != null) {
      argv.add("--pidfile=" + pidFile);
    }
    if (options.operation().is(Trait.BUILD_CONTEXT)) {
      argv.add("--iidfile=" + file(IMAGE_ID_FILE));
    }
    if (log != null) {
      argv.addAll(log.flags());
    }
    argv.addAll(environmentFlags());
    argv.addAll(planned.flags());
    argv.addAll(flags());
    argv.add("--");
    argv.addAll(positionals());
    return argv;
  }

  /// What stands on the command line whatever the caller says.
  private List<String> ownFlags() {
    Operation operation = options.operation();
    List<String> flags = new ArrayList<>();
    if (operation.is(Trait.PULLS_IMAGE)) {
      flags.addAll(List.of("--pull=never", "--http-proxy=false"));
    }
    if (operation.is(Trait.CREATES_CONTAINER)) {
      flags.add("--name=" + container());
      flags.add("--label=" + ContainerLabels.SESSION + "=" + context.sessionId());
      flags.add("--label=" + ContainerLabels.INSTANCE + "=" + context.instanceId());
    } else if (operation.is(Trait.PULLS_IMAGE)) {
      options.text("containerName").ifPresent(name -> flags.add("--name=" + name));
    }
    if (LABELLED.contains(operation.name())) {
      flags.add("--label=" + ContainerLabels.OWNER + "=" + context.owner());
    }
    if (operation.is(Trait.ATTACHES)) {
      flags.add(EngineCommands.noDetachKeys(!local));
    }
    flags.addAll(operation.ownFlags());
    if (options.output() != Output.TEXT && !operation.outputFlag().isEmpty()) {
      flags.add(operation.outputFlag());
    }
    flags.addAll(secrets.flags());
    return flags;
  }

  private String container() {
    if (options.operation().is(Trait.CREATES_CONTAINER)) {
      return options.containerName().orElse("podbus-" + context.sessionId());
    }
    return options.strings("names").size() > 1 ? "" : options.targetContainer().orElse("");
  }

  private Path cidFile() {
    return options.text(CID_OPTION).map(Path::of).orElseGet(() -> file(CID_FILE));
  }

  private boolean stdinWanted() {
    if (!options.operation().is(Trait.TAKES_INPUT) || options.detach()) {
      return false;
    }
    return options.interactive() || secrets.readsInput();
  }

  private @Nullable Path uploadedContext() {
    return options.operation().is(Trait.BUILD_CONTEXT) && options.text("context").isEmpty()
        ? planned.buildContext()
        : null;
  }

  private List<String> globals() {
    List<String> flags = new ArrayList<>(access.globals());
    flags.addAll(planned.globals());
    each((_, use) -> use.beforeOperation(), (use, value) -> writer.append(flags, use, value));
    return flags;
  }

  private List<String> environmentFlags() {
    List<String> flags = new ArrayList<>();
    if (!variables.byFile().isEmpty()) {
      String path = file(ENVIRONMENT_FILE).toString();
      boolean csv = !context.engine().atLeast(PLAIN_ENV_FILE);
      flags.add("--env-file=" + (csv ? FlagWriter.csvField(path) : path));
    }
    variables.byName().keySet().forEach(name -> flags.add("--env=" + name));
    String marker = marker();
    if (marker != null) {
      flags.add("--env=" + marker);
    }
    return flags;
  }

  /// A detached container stays until its exit code has been asked for: no `--rm`.
  private List<String> flags() {
    List<String> flags = new ArrayList<>();
    each(
        (entry, use) ->
            !use.beforeOperation() && !(options.detach() && entry.name().equals("removeOnExit")),
        (use, value) -> writer.append(flags, use, value));
    return flags;
  }

  private List<String> positionals() {
    List<String> words = new ArrayList<>();
    each(
        (_, use) -> use.style() == Style.POSITIONAL,
        (use, value) -> words.addAll(FlagWriter.strings(value)));
    if (options.operation().is(Trait.BUILD_CONTEXT)) {
      words.add(planned.buildContext().toString());
    }
    words.addAll(secrets.positionals());
    return words;
  }

  private void each(BiPredicate<OptionEntry, Use> which, BiConsumer<Use, Object> emitter) {
    String operation = options.operation().name();
    for (OptionEntry entry : Catalog.entriesOf(options.operation())) {
      // Few of them are given: that is asked first.
      options
          .value(entry.name())
          .ifPresent(value ->
              entry
                  .use(operation, context.engine())
                  .filter(use -> which.test(entry, use))
                  .ifPresent(use -> emitter.accept(use, value)));
    }
  }

  private @Nullable String marker() {
    return options.operation().is(Trait.MARKED) ? MARKER + "=" + context.sessionId() : null;
  }

  private Map<String, Buffer> files() {
    Map<String, Buffer> files = new LinkedHashMap<>();
    if (!variables.byFile().isEmpty()) {
      files.put(ENVIRONMENT_FILE, Buffer.buffer(variables.fileText()));
    }
    files.putAll(secrets.files());
    return files;
  }

  private List<GeneratedFile> generated() {
    List<GeneratedFile> all = new ArrayList<>(access.generated());
    all.addAll(planned.generated());
    return all;
  }

  private Path file(String name) {
    return context.privateDirectory().resolve(name);
  }
}
