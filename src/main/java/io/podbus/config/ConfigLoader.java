package io.podbus.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes the configuration of one file and the environment: the environment rules over the file,
/// the file over the defaults. Pure apart from reading the file.
public final class ConfigLoader {
  /// The variable that names the file.
  public static final String FILE_VARIABLE = "PODBUS_CONFIG";

  /// The variable that sets what is logged; the log reads it by itself, before there is a
  /// configuration.
  public static final String LOG_LEVEL_VARIABLE = "PODBUS_LOG_LEVEL";

  /// The variable that sets the form of the log's lines; the same holds for it.
  public static final String LOG_FORMAT_VARIABLE = "PODBUS_LOG_FORMAT";

  /// The variable with further options of the virtual machine; the start script reads it.
  public static final String JAVA_OPTIONS_VARIABLE = "PODBUS_JAVA_OPTS";

  private static final Set<String> LOG_LEVELS = Set.of("trace", "debug", "info", "warn", "error");
  private static final Set<String> LOG_FORMATS = Set.of("auto", "json", "text");

  private ConfigLoader() {}

  /// The file that the environment names, if it names one.
  public static Optional<Path> file(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(FILE_VARIABLE))
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }

  /// The configuration.
  ///
  /// @param file read if given; it must be there then
  /// @param environment all variables; those without our prefix are none of ours
  /// @throws ConfigException with one line, for the first thing that is wrong
  public static PodbusConfig load(Optional<Path> file, Map<String, String> environment) {
    return load(file, environment, "root".equals(System.getProperty("user.name")));
  }

  static PodbusConfig load(Optional<Path> file, Map<String, String> environment, boolean asRoot) {
    Values values = new Values();
    file.ifPresent(path -> ConfigFile.read(path, values));
    readEnvironment(environment, values);
    PodbusConfig config = build(values, defaultStateDirectory(environment, asRoot));
    checkTogether(config, values);
    return config;
  }

  private static void readEnvironment(Map<String, String> environment, Values values) {
    // Sorted, so that of two faults it is always the same one that is told.
    new TreeMap<>(environment)
        .forEach((variable, text) -> {
          if (variable.startsWith(Key.PREFIX)) {
            readVariable(variable, text, values);
          }
        });
  }

  private static void readVariable(String variable, String text, Values values) {
    switch (variable) {
      case FILE_VARIABLE, JAVA_OPTIONS_VARIABLE -> {}
      case LOG_LEVEL_VARIABLE -> checkLogLevel(text);
      case LOG_FORMAT_VARIABLE -> checkLogFormat(text);
      default ->
          values.put(
              Keys.ALL.stream()
                  .filter(key -> key.variable().equals(variable))
                  .findFirst()
                  .orElseThrow(() -> unknownVariable(variable)),
              text,
              variable);
    }
  }

  private static void checkLogLevel(String text) {
    // The framework would take a level that it does not know for "debug".
    if (!LOG_LEVELS.contains(text.toLowerCase(Locale.ROOT))) {
      throw new ConfigException(
          LOG_LEVEL_VARIABLE
              + ": the level is "
              + Values.quote(text)
              + ", but it must be trace, debug, info, warn or error");
    }
  }

  private static void checkLogFormat(String text) {
    if (!LOG_FORMATS.contains(text.toLowerCase(Locale.ROOT))) {
      throw new ConfigException(
          LOG_FORMAT_VARIABLE
              + ": the format is "
              + Values.quote(text)
              + ", but it must be auto, json or text");
    }
  }

  private static ConfigException unknownVariable(String variable) {
    Stream<String> known =
        Stream.concat(
            Keys.ALL.stream().map(Key::variable),
            Stream.of(
                FILE_VARIABLE, JAVA_OPTIONS_VARIABLE, LOG_LEVEL_VARIABLE, LOG_FORMAT_VARIABLE));
    return new ConfigException(
        Values.quote(variable) + " is not a known variable" + NearNames.hint(variable, known));
  }

  private static Path defaultStateDirectory(Map<String, String> environment, boolean asRoot) {
    if (asRoot) {
      return Path.of("/var/lib/podbus");
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (state.startsWith("/")) {
      return Path.of(state, "podbus");
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home, ".local", "state", "podbus").toAbsolutePath();
  }

  private static PodbusConfig build(Values values, Path stateDirectory) {
    return new PodbusConfig(
        HttpKeys.http(values),
        tls(values),
        auth(values),
        LimitKeys.policy(values),
        LimitKeys.limits(values),
        new BusConfig(values.get(LimitKeys.BUS_FEEDS)),
        new ManagementConfig(values.get(Keys.MANAGEMENT_HOST), values.get(Keys.MANAGEMENT_PORT)),
        new StateConfig(values.get(Keys.STATE_DIR, stateDirectory)),
        values.get(Keys.PODMAN_PATH),
        new EngineConfig(
            values.get(Keys.ENGINE_MAX_CONCURRENT_STARTS),
            values.get(Keys.ENGINE_COMMAND_TIMEOUT),
            values.get(Keys.ENGINE_MIN_FREE_BYTES)),
        new BuildConfig(
            values.get(Keys.BUILD_CONTEXT_ROOTS), values.get(Keys.BUILD_MAX_CONTEXT_BYTES)),
        new SessionsConfig(
            values.get(Keys.SESSIONS_MAX),
            values.get(Keys.SESSIONS_RETENTION),
            values.get(Keys.SESSIONS_MAX_ENDED),
            values.get(Keys.SESSIONS_START_TIMEOUT),
            values.get(Keys.SESSIONS_CLOSE_GRACE),
            values.get(Keys.SESSIONS_INPUT_TIMEOUT),
            values.get(Keys.SESSIONS_BLOCK_MAX)),
        new JournalConfig(
            values.get(Keys.JOURNAL_RETAIN_BYTES),
            values.get(Keys.JOURNAL_MAX_RETAIN_BYTES),
            values.get(Keys.JOURNAL_MEMORY_BYTES),
            values.get(Keys.JOURNAL_LAG_BYTES),
            values.get(Keys.JOURNAL_TOTAL_MEMORY_BYTES),
            values.get(Keys.JOURNAL_TOTAL_DISK_BYTES),
            values.get(Keys.JOURNAL_SYNC),
            values.get(Keys.JOURNAL_SYNC_INTERVAL)),
        new TracingConfig(
            values.get(Keys.TRACING_ENDPOINT), values.get(Keys.TRACING_SAMPLE_PERCENT)),
        ClusterKeys.cluster(values),
        new ShutdownConfig(values.get(Keys.SHUTDOWN_TIMEOUT)));
  }

  private static TlsConfig tls(Values values) {
    return new TlsConfig(
        values.get(AccessKeys.TLS_CERTIFICATE),
        values.get(AccessKeys.TLS_KEY),
        values.get(AccessKeys.TLS_CLIENT_AUTHORITIES),
        values.get(AccessKeys.TLS_CLIENT_REQUIRED),
        values.get(AccessKeys.TLS_CLIENT_SCOPES));
  }

  private static AuthConfig auth(Values values) {
    return new AuthConfig(
        values.get(AccessKeys.AUTH_TOKENS_FILE),
        values.get(AccessKeys.AUTH_JWT_KEYS),
        values.get(AccessKeys.AUTH_JWT_ISSUER),
        values.get(AccessKeys.AUTH_JWT_AUDIENCE),
        values.get(AccessKeys.AUTH_JWT_ALGORITHMS),
        values.get(AccessKeys.AUTH_JWT_OWNER_CLAIM),
        values.get(AccessKeys.AUTH_JWT_SCOPES_CLAIM),
        values.get(AccessKeys.AUTH_JWT_CLOCK_SKEW),
        values.get(AccessKeys.AUTH_JWT_REFRESH));
  }

  /// What no single key can tell.
  private static void checkTogether(PodbusConfig config, Values values) {
    AccessKeys.checkTogether(config, values);
    ClusterKeys.checkTogether(config, values);
    int port = config.http().port();
    if (port != 0 && port == config.management().port()) {
      throw new ConfigException(
          "http.port (%s) and management.port (%s) are both %d, but they must differ"
              .formatted(values.source(HttpKeys.PORT), values.source(Keys.MANAGEMENT_PORT), port));
    }
    JournalConfig journal = config.journal();
    if (journal.retainBytes() > journal.maxRetainBytes()) {
      throw new ConfigException(
          "journal.retainBytes (%s) is %d, but it must be at most journal.maxRetainBytes (%s), %d"
              .formatted(
                  values.source(Keys.JOURNAL_RETAIN_BYTES),
                  journal.retainBytes(),
                  values.source(Keys.JOURNAL_MAX_RETAIN_BYTES),
                  journal.maxRetainBytes()));
    }
  }
}
