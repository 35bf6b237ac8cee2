package io.podbus.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The table of all keys: the only place that knows a name, a default or a bound.
final class Keys {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int GIB = 1024 * MIB;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final Kind<String> LOOPBACK = new Kind.LoopbackHost();
  private static final Kind<Integer> PORT = new Kind.Whole(0, 65535);

  static final Key<String> MANAGEMENT_HOST =
      Key.of(
          "management.host",
          LOOPBACK,
          "127.0.0.1",
          "Address of the management port, which asks nobody for a name.",
          config -> config.management().host());
  static final Key<Integer> MANAGEMENT_PORT =
      Key.of(
          "management.port",
          PORT,
          8081,
          "The management port (health); 0 picks a free one.",
          config -> config.management().port());
  static final Key<Path> STATE_DIR =
      new Key<>(
          "state.dir",
          new Kind.AbsolutePath(),
          Optional.empty(),
          "/var/lib/podbus as root, else $XDG_STATE_HOME/podbus or ~/.local/state/podbus",
          "Directory for what has to outlive the service. One service at a time uses it.",
          config -> config.state().dir(),
          false);
  static final Key<String> PODMAN_PATH =
      Key.of(
          "podmanPath",
          new Kind.Program(),
          "podman",
          "The engine's client: a name that is looked up in PATH, or an absolute path.",
          PodbusConfig::podmanPath);
  static final Key<Integer> ENGINE_MAX_CONCURRENT_STARTS =
      Key.of(
          "engine.maxConcurrentStarts",
          new Kind.Whole(1, 1024),
          8,
          "How many containers start at the same time; the others wait in order.",
          config -> config.engine().maxConcurrentStarts());
  static final Key<Duration> ENGINE_COMMAND_TIMEOUT =
      Key.of(
          "engine.commandTimeoutMs",
          new Kind.Millis(100, HOUR_MS),
          Duration.ofSeconds(60),
          "How long a command of the service's own to the engine may take, in milliseconds.",
          config -> config.engine().commandTimeout());
  static final Key<Long> ENGINE_MIN_FREE_BYTES =
      Key.of(
          "engine.minFreeBytes",
          new Kind.Large(0, 1L << 50),
          256L * MIB,
          "With less room than this in podman's storage the service is not ready.",
          config -> config.engine().minFreeBytes());
  static final Key<List<Path>> BUILD_CONTEXT_ROOTS =
      Key.of(
          "build.contextRoots",
          new Kind.Directories(),
          List.of(),
          "Directories of this host with what images may be built from, and all below them.",
          config -> config.build().contextRoots());
  static final Key<Long> BUILD_MAX_CONTEXT_BYTES =
      Key.of(
          "build.maxContextBytes",
          new Kind.Large(KIB, 1L << 40),
          256L * MIB,
          "The most that the files sent with a build may have, packed and unpacked.",
          config -> config.build().maxContextBytes());
  static final Key<Integer> SESSIONS_MAX =
      Key.of(
          "sessions.max",
          new Kind.Whole(1, 100_000),
          100,
          "How many sessions may live at the same time; one more is refused with 429.",
          config -> config.sessions().max());
  static final Key<Duration> SESSIONS_RETENTION =
      Key.of(
          "sessions.retentionMs",
          new Kind.Millis(0, 7 * DAY_MS),
          Duration.ofMinutes(10),
          "How long an ended session and its output stay readable, in milliseconds.",
          config -> config.sessions().retention());
  static final Key<Integer> SESSIONS_MAX_ENDED =
      Key.of(
          "sessions.maxEnded",
          new Kind.Whole(0, 1_000_000),
          1000,
          "How many ended sessions are kept at most; the oldest goes first.",
          config -> config.sessions().maxEnded());
  static final Key<Duration> SESSIONS_START_TIMEOUT =
      Key.of(
          "sessions.startTimeoutMs",
          new Kind.Millis(100, HOUR_MS),
          Duration.ofSeconds(60),
          "How long launching may take, in milliseconds, where the caller gives no startTimeoutMs.",
          config -> config.sessions().startTimeout());
  static final Key<Duration> SESSIONS_CLOSE_GRACE =
      Key.of(
          "sessions.closeGraceMs",
          new Kind.Millis(0, HOUR_MS),
          Duration.ofSeconds(10),
          "Milliseconds between the polite and the forced stop, where the caller gives none.",
          config -> config.sessions().closeGrace());
  static final Key<Duration> SESSIONS_INPUT_TIMEOUT =
      Key.of(
          "sessions.inputTimeoutMs",
          new Kind.Millis(100, HOUR_MS),
          Duration.ofSeconds(30),
          "How long input may wait for the program to take it, in milliseconds.",
          config -> config.sessions().inputTimeout());
  static final Key<Duration> SESSIONS_BLOCK_MAX =
      Key.of(
          "sessions.blockMaxMs",
          new Kind.Millis(0, HOUR_MS),
          Duration.ofSeconds(30),
          "How long a program waits for a reader with delivery block, in milliseconds.",
          config -> config.sessions().blockMax());
  static final Key<Integer> JOURNAL_RETAIN_BYTES =
      Key.of(
          "journal.retainBytes",
          new Kind.Whole(4 * KIB, GIB),
          64 * MIB,
          "How much output of a session is kept, where the caller gives no retainBytes.",
          config -> config.journal().retainBytes());
  static final Key<Integer> JOURNAL_MAX_RETAIN_BYTES =
      Key.of(
          "journal.maxRetainBytes",
          new Kind.Whole(4 * KIB, GIB),
          256 * MIB,
          "The most that a caller may ask for with retainBytes.",
          config -> config.journal().maxRetainBytes());
  static final Key<Integer> JOURNAL_MEMORY_BYTES =
      Key.of(
          "journal.memoryBytes",
          new Kind.Whole(64 * KIB, GIB),
          MIB,
          "How much of that stands in memory too, for readers that are abreast.",
          config -> config.journal().memoryBytes());
  static final Key<Integer> JOURNAL_LAG_BYTES =
      Key.of(
          "journal.lagBytes",
          new Kind.Whole(64 * KIB, GIB),
          8 * MIB,
          "How much output of a session may be on its way to the disk; beyond it, what the disk did"
              + " not take in time is a gap for later readers.",
          config -> config.journal().lagBytes());
  static final Key<Long> JOURNAL_TOTAL_MEMORY_BYTES =
      Key.of(
          "journal.totalMemoryBytes",
          new Kind.Large(0, 1L << 50),
          0L,
          "How much output of all sessions stands in memory; 0 for half of the largest heap.",
          config -> config.journal().totalMemoryBytes());
  static final Key<Long> JOURNAL_TOTAL_DISK_BYTES =
      Key.of(
          "journal.totalDiskBytes",
          new Kind.Large(MIB, 1L << 50),
          8L * GIB,
          "How much output of all sessions is kept on the disk; ended sessions go first.",
          config -> config.journal().totalDiskBytes());
  static final Key<JournalConfig.Sync> JOURNAL_SYNC =
      Key.of(
          "journal.sync",
          new Kind.Choice<>(JournalConfig.Sync.class),
          JournalConfig.Sync.NONE,
          "When output survives a loss of power: none (when the system writes it), interval, or"
              + " always (before it counts as written).",
          config -> config.journal().sync());
  static final Key<Duration> JOURNAL_SYNC_INTERVAL =
      Key.of(
          "journal.syncIntervalMs",
          new Kind.Millis(10, HOUR_MS),
          Duration.ofSeconds(1),
          "How often, with journal.sync: interval, in milliseconds.",
          config -> config.journal().syncInterval());
  static final Key<String> TRACING_ENDPOINT =
      Key.of(
          "tracing.endpoint",
          new Kind.Endpoint(),
          TracingConfig.NONE,
          "Where a collector takes traces by OTLP over HTTP, as http://127.0.0.1:4318/v1/traces.",
          config -> config.tracing().endpoint());
  static final Key<Integer> TRACING_SAMPLE_PERCENT =
      Key.of(
          "tracing.samplePercent",
          new Kind.Whole(0, 100),
          100,
          "Of how many traces that begin here the collector is told; a caller's decision rules.",
          config -> config.tracing().samplePercent());
  static final Key<Duration> SHUTDOWN_TIMEOUT =
      Key.of(
          "shutdown.timeoutMs",
          new Kind.Millis(100, HOUR_MS),
          Duration.ofSeconds(30),
          "How long the service may take to go, in milliseconds; caps every session's grace.",
          config -> config.shutdown().timeout());

  /// In the order of the documents.
  static final List<Key<?>> ALL =
      List.of(
          HttpKeys.HOST,
          HttpKeys.PORT,
          HttpKeys.MAX_BODY_BYTES,
          HttpKeys.MAX_HEADER_BYTES,
          HttpKeys.HEARTBEAT,
          HttpKeys.HEADER_TIMEOUT,
          HttpKeys.IDLE_TIMEOUT,
          HttpKeys.BODY_TIMEOUT,
          HttpKeys.BODY_BYTES_PER_SECOND,
          HttpKeys.MAX_CONNECTIONS,
          HttpKeys.MAX_CONNECTIONS_PER_ADDRESS,
          HttpKeys.BEHIND_PROXY,
          HttpKeys.ALLOWED_ORIGINS,
          HttpKeys.ALLOWED_HOSTS,
          AccessKeys.TLS_CERTIFICATE,
          AccessKeys.TLS_KEY,
          AccessKeys.TLS_CLIENT_AUTHORITIES,
          AccessKeys.TLS_CLIENT_REQUIRED,
          AccessKeys.TLS_CLIENT_SCOPES,
          AccessKeys.AUTH_TOKENS_FILE,
          AccessKeys.AUTH_JWT_KEYS,
          AccessKeys.AUTH_JWT_ISSUER,
          AccessKeys.AUTH_JWT_AUDIENCE,
          AccessKeys.AUTH_JWT_ALGORITHMS,
          AccessKeys.AUTH_JWT_OWNER_CLAIM,
          AccessKeys.AUTH_JWT_SCOPES_CLAIM,
          AccessKeys.AUTH_JWT_CLOCK_SKEW,
          AccessKeys.AUTH_JWT_REFRESH,
          LimitKeys.POLICY_FILE,
          LimitKeys.POLICY_AUDIT_BYTES,
          LimitKeys.SESSIONS_PER_OWNER,
          LimitKeys.STARTS_PER_MINUTE_PER_OWNER,
          LimitKeys.STARTS_PER_MINUTE,
          LimitKeys.INPUT_BYTES_PER_OWNER,
          LimitKeys.INPUT_BYTES,
          LimitKeys.STORED_BYTES_PER_OWNER,
          LimitKeys.QUEUED_STARTS,
          LimitKeys.STREAMS_PER_OWNER,
          LimitKeys.STREAMS,
          LimitKeys.BUS_FEEDS,
          MANAGEMENT_HOST,
          MANAGEMENT_PORT,
          STATE_DIR,
          PODMAN_PATH,
          ENGINE_MAX_CONCURRENT_STARTS,
          ENGINE_COMMAND_TIMEOUT,
          ENGINE_MIN_FREE_BYTES,
          BUILD_CONTEXT_ROOTS,
          BUILD_MAX_CONTEXT_BYTES,
          SESSIONS_MAX,
          SESSIONS_RETENTION,
          SESSIONS_MAX_ENDED,
          SESSIONS_START_TIMEOUT,
          SESSIONS_CLOSE_GRACE,
          SESSIONS_INPUT_TIMEOUT,
          SESSIONS_BLOCK_MAX,
          JOURNAL_RETAIN_BYTES,
          JOURNAL_MAX_RETAIN_BYTES,
          JOURNAL_MEMORY_BYTES,
          JOURNAL_LAG_BYTES,
          JOURNAL_TOTAL_MEMORY_BYTES,
          JOURNAL_TOTAL_DISK_BYTES,
          JOURNAL_SYNC,
          JOURNAL_SYNC_INTERVAL,
          TRACING_ENDPOINT,
          TRACING_SAMPLE_PERCENT,
          ClusterKeys.ENABLED,
          ClusterKeys.NODE,
          ClusterKeys.CLUSTER,
          ClusterKeys.DISCOVERY,
          ClusterKeys.MEMBERS,
          ClusterKeys.KUBERNETES_SERVICE_DNS,
          ClusterKeys.HOST,
          ClusterKeys.MEMBER_PORT,
          ClusterKeys.BUS_PORT,
          ClusterKeys.ADVERTISED_HOST,
          ClusterKeys.TLS_CERTIFICATE,
          ClusterKeys.TLS_KEY,
          ClusterKeys.TLS_AUTHORITIES,
          ClusterKeys.SECRET_FILE,
          ClusterKeys.NODE_TIMEOUT,
          ClusterKeys.LOST_AFTER,
          ClusterKeys.LABELS,
          ClusterKeys.RELAY_BYTES,
          ClusterKeys.RELAY_TOTAL_BYTES,
          SHUTDOWN_TIMEOUT);

  private Keys() {}

  /// The key of that dotted name.
  static Optional<Key<?>> named(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /// Whether the file may have a section of that name.
  static boolean isSection(String name) {
    return ALL.stream().anyMatch(key -> key.name().startsWith(name + "."));
  }
}
