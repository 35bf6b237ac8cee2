package io.podbus.ops;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that `GET /metrics` shows: the only place that knows a metric's name, type, labels
/// and meaning. The table in docs/operations.md follows from it, and a test compares the two.
///
/// A label has few values that the service chooses itself: never a session's id, nor any text of a
/// caller's.
public enum Metric {
  BUILD(
      "podbus_build",
      Type.GAUGE,
      List.of("version", "java"),
      "1; the labels say what runs",
      "two versions for longer than an upgrade takes"),
  SESSIONS(
      "podbus_sessions",
      Type.GAUGE,
      List.of("state", "operation"),
      "sessions that are kept, ended ones included, by state",
      "`starting` grows while `running` does not"),
  SESSIONS_LIVE(
      "podbus_sessions_live",
      Type.GAUGE,
      List.of(),
      "sessions that have not ended",
      "above 90 % of `podbus_sessions_max` for 10 minutes"),
  SESSIONS_MAX(
      "podbus_sessions_max", Type.GAUGE, List.of(), "`sessions.max`: one more is refused", null),
  SESSION_STARTS(
      "podbus_session_starts_total",
      Type.COUNTER,
      List.of("operation"),
      "sessions that were admitted",
      null),
  SESSION_ENDS(
      "podbus_session_ends_total",
      Type.COUNTER,
      List.of("operation", "reason"),
      "sessions that have ended, by the `reason` of their exit",
      "`podman-error`, `spawn-error` or `start-timeout` above 5 % of all ends for 10 minutes"),
  SESSION_START_SECONDS(
      "podbus_session_start_seconds",
      Type.SECONDS,
      List.of("operation"),
      "from admission until the program runs, a wait for its turn or its image included",
      "p95 above 5 s for 10 minutes"),
  SESSION_FIRST_BYTE_SECONDS(
      "podbus_session_first_byte_seconds",
      Type.SECONDS,
      List.of("operation"),
      "from admission until the first byte of the program's output is in the journal",
      null),
  CLUSTER_NODES(
      "podbus_cluster_nodes",
      Type.GAUGE,
      List.of(),
      "nodes of the cluster that answer, this one included; without a cluster nothing",
      "fewer than there should be for longer than a restart takes"),
  CLUSTER_SESSIONS(
      "podbus_cluster_sessions",
      Type.GAUGE,
      List.of(),
      "sessions of all nodes that this one knows, ended ones included",
      null),
  PLACEMENTS_REFUSED(
      "podbus_cluster_placements_refused_total",
      Type.COUNTER,
      List.of(),
      "sessions that no node of the cluster took",
      "more than none while sessions should fit"),
  START_QUEUE_WAITING(
      "podbus_start_queue_waiting",
      Type.GAUGE,
      List.of(),
      "sessions that wait for their turn to start",
      "above `engine.maxConcurrentStarts` × 10 for 5 minutes"),
  START_QUEUE_RUNNING(
      "podbus_start_queue_running", Type.GAUGE, List.of(), "sessions that are being started", null),
  LIMITS_REFUSED(
      "podbus_limits_refused",
      Type.GAUGE,
      List.of(),
      "what limits of owners have refused since the start",
      null),
  AUDIT_LOST(
      "podbus_audit_lines_lost",
      Type.GAUGE,
      List.of(),
      "lines of the audit log that could not be written since the start",
      "any"),
  START_QUEUE_LIMIT(
      "podbus_start_queue_limit",
      Type.GAUGE,
      List.of(),
      "how many sessions may be started at once, as podman's latency and locks allow",
      null),
  ENGINE_COMMAND_SECONDS(
      "podbus_engine_command_seconds",
      Type.SECONDS,
      List.of("command", "outcome"),
      "commands of the service's own to podman, by outcome (`ok`, `failed`, `error`: not spawned, or"
          + " killed by the time limit)",
      "p95 above 10 s, or any `error`, for 10 minutes"),
  CHILDREN(
      "podbus_children",
      Type.GAUGE,
      List.of(),
      "processes whose parent is the service: clients, and dead ones that nobody has waited for",
      "grows while `podbus_sessions_live` does not"),
  OUTPUT_BYTES(
      "podbus_session_output_bytes_total",
      Type.COUNTER,
      List.of("stream"),
      "output read from programs",
      null),
  INPUT_BYTES(
      "podbus_session_input_bytes_total",
      Type.COUNTER,
      List.of(),
      "input that programs have taken",
      null),
  FEED_SKIPPED_BYTES(
      "podbus_feed_skipped_bytes_total",
      Type.COUNTER,
      List.of(),
      "output that the published feed left out because of its bound; it can still be read",
      null),
  EVICTED_BYTES(
      "podbus_journal_evicted_bytes_total",
      Type.COUNTER,
      List.of(),
      "output that journals let go because of their bound",
      null),
  JOURNAL_BYTES(
      "podbus_journal_bytes",
      Type.GAUGE,
      List.of(),
      "what all journals hold in memory",
      "above 90 % of `podbus_journal_max_bytes` for 10 minutes: history is being shortened"),
  JOURNAL_MAX_BYTES(
      "podbus_journal_max_bytes",
      Type.GAUGE,
      List.of(),
      "the bound of all journals together, in memory",
      null),
  JOURNAL_DISK_BYTES(
      "podbus_journal_disk_bytes",
      Type.GAUGE,
      List.of(),
      "what all journals hold on the disk",
      "above 90 % of `podbus_journal_disk_max_bytes` for 10 minutes: history is being shortened"),
  JOURNAL_DISK_MAX_BYTES(
      "podbus_journal_disk_max_bytes",
      Type.GAUGE,
      List.of(),
      "the bound of all journals together, on the disk",
      null),
  JOURNAL_LAG_BYTES(
      "podbus_journal_lag_bytes",
      Type.GAUGE,
      List.of(),
      "output on its way to the disk: what a crash would lose",
      "above `journal.lagBytes` for 1 minute: the disk is too slow"),
  JOURNAL_FAILING(
      "podbus_journal_failing",
      Type.GAUGE,
      List.of(),
      "journals that cannot be written to the disk now, and live in memory alone",
      "any"),
  JOURNAL_FAILURES(
      "podbus_journal_failures_total",
      Type.COUNTER,
      List.of(),
      "how often a journal could not be written to the disk any more",
      null),
  JOURNAL_SKIPPED_BYTES(
      "podbus_journal_skipped_bytes_total",
      Type.COUNTER,
      List.of(),
      "output that the disk did not take in time: later readers get a gap `storage`",
      "any"),
  JOURNAL_DAMAGES(
      "podbus_journal_damages_total",
      Type.COUNTER,
      List.of(),
      "how often a file of a journal could not be read: its readers get a gap `corrupt`",
      "any"),
  GAPS(
      "podbus_reader_gaps_total",
      Type.COUNTER,
      List.of("reason"),
      "gaps that readers were told of (`retention`, `latest`, `storage`, `corrupt`, `lost`)",
      "any `retention` where readers must not lose output"),
  GAP_BYTES(
      "podbus_reader_gap_bytes_total",
      Type.COUNTER,
      List.of("reason"),
      "output that readers did not get because of such gaps, as far as its size was still known",
      null),
  READERS(
      "podbus_readers", Type.GAUGE, List.of("delivery"), "open readers of output over HTTP", null),
  SUBSCRIBERS(
      "podbus_bus_subscribers",
      Type.GAUGE,
      List.of("delivery"),
      "subscribers on the bus that output is pushed to",
      null),
  SUBSCRIBERS_LOST(
      "podbus_bus_subscribers_lost_total",
      Type.COUNTER,
      List.of(),
      "subscribers that were dropped because nobody was at their address any more",
      null),
  PUSHED_BYTES(
      "podbus_bus_pushed_bytes_total",
      Type.COUNTER,
      List.of(),
      "output that was pushed to subscribers on the bus",
      null),
  CREDIT_STALLS(
      "podbus_bus_credit_stalls_total",
      Type.COUNTER,
      List.of(),
      "times that output waited for a subscriber's credit",
      null),
  READER_LAG_BYTES(
      "podbus_reader_lag_bytes",
      Type.BYTES,
      List.of(),
      "how much output lay before a reader each time that it was given some",
      "p95 above half of `journal.retainBytes` for 10 minutes"),
  STALLS(
      "podbus_output_stalls_total",
      Type.COUNTER,
      List.of(),
      "times that a program was held for a reader with delivery `block`",
      null),
  STALL_SECONDS(
      "podbus_output_stall_seconds_total",
      Type.COUNTER,
      List.of(),
      "how long programs were held for such readers",
      "rate above 0.5 for 10 minutes: a reader is too slow for its program"),
  HTTP_REQUESTS(
      "podbus_http_requests_total",
      Type.COUNTER,
      List.of("method", "route", "status"),
      "answers of the data port, by the path of the contract",
      "statuses from 500 on above 1 % for 10 minutes"),
  HTTP_SECONDS(
      "podbus_http_request_seconds",
      Type.SECONDS,
      List.of("route"),
      "from a request's head to the head of its answer",
      null),
  RELAYS(
      "podbus_relays",
      Type.GAUGE,
      List.of(),
      "sessions of other nodes that are read on this one",
      null),
  RELAYED_BYTES(
      "podbus_relayed_bytes_total",
      Type.COUNTER,
      List.of(),
      "output of sessions of other nodes that came to this one",
      null),
  RELAY_BYTES(
      "podbus_relay_bytes",
      Type.GAUGE,
      List.of(),
      "output of sessions of other nodes that is held here, or on its way",
      "above 90 % of `cluster.relayTotalBytes` for 10 minutes"),
  RELAY_READS(
      "podbus_relay_reads_total",
      Type.COUNTER,
      List.of("delivery"),
      "reads that the session's own node answered, by the reader's `delivery`",
      null),
  RELAY_RESTARTS(
      "podbus_relay_restarts_total",
      Type.COUNTER,
      List.of("reason"),
      "relays that asked for their records anew: a reader is far `ahead`, a message was lost"
          + " (`hole`), the session's node had forgotten the relay (`lost`)",
      "`hole` or `lost` above 1 a minute"),
  HTTP_CONNECTIONS(
      "podbus_http_connections", Type.GAUGE, List.of(), "open connections of the data port", null),
  HTTP_CONNECTIONS_REFUSED(
      "podbus_http_connections_refused_total",
      Type.COUNTER,
      List.of("limit"),
      "connections that were closed at once, by the limit (`total`, `address`)",
      "any `total`: nobody else can connect"),
  HTTP_CONNECTIONS_CUT(
      "podbus_http_connections_cut_total",
      Type.COUNTER,
      List.of("reason"),
      "connections that were closed because the client took too long: for its first request's head"
          + " (`header`), for a body (`body`), or between requests (`idle`)",
      "`header` or `body` above 1 per second for 10 minutes: somebody holds connections"),
  HTTP_STREAMS(
      "podbus_http_streams",
      Type.GAUGE,
      List.of(),
      "open answers that last: streams, reads of output, waits, terminals, streamed input",
      "above 90 % of `limits.streams`"),
  HTTP_STREAMS_REFUSED(
      "podbus_http_streams_refused_total",
      Type.COUNTER,
      List.of("limit"),
      "such answers that were refused, by the limit (`owner`, `total`)",
      "any `total`"),
  FAILURES(
      "podbus_failures_total",
      Type.COUNTER,
      List.of("code"),
      "problems that HTTP callers were answered with, by code",
      "any `internal`; `podman-unavailable`, `timeout` above 1 per minute"),
  BUS_FAILURES(
      "podbus_bus_failures_total",
      Type.COUNTER,
      List.of("code"),
      "failures that requests on the bus were answered with, those of the gateway's included",
      null),
  LOOP_DELAY_SECONDS(
      "podbus_event_loop_delay_seconds",
      Type.SECONDS,
      List.of(),
      "how late a timer of an event loop was",
      "p99 above 0.1 s for 10 minutes: something blocks the loops, or the host has no time for us"),
  SCRAPE_SECONDS(
      "podbus_scrape_seconds_total",
      Type.COUNTER,
      List.of(),
      "time that answering `/metrics` has taken",
      null),
  SPANS(
      "podbus_spans_total",
      Type.COUNTER,
      List.of("outcome"),
      "spans, with `tracing.endpoint`: `ended`, `sent` to the collector, `failed` to be",
      "`failed`, or `ended` above `sent`, for 10 minutes: traces have holes"),
  READY(
      "podbus_ready",
      Type.GAUGE,
      List.of("check"),
      "1 where the check of `/health/ready` was up when it was last asked for, else 0",
      "0 for 2 minutes"),
  OPEN_FDS(
      "process_open_fds",
      Type.GAUGE,
      List.of(),
      "open file descriptors",
      "above 80 % of `process_max_fds`"),
  MAX_FDS("process_max_fds", Type.GAUGE, List.of(), "the limit of open file descriptors", null),
  RESIDENT_BYTES("process_resident_memory_bytes", Type.GAUGE, List.of(), "resident memory", null),
  CPU_SECONDS(
      "process_cpu_seconds_total", Type.COUNTER, List.of(), "processor time of the process", null),
  START_TIME(
      "process_start_time_seconds",
      Type.GAUGE,
      List.of(),
      "when the process started, in seconds since 1970",
      "changes: it was restarted"),
  HEAP_BYTES("jvm_heap_used_bytes", Type.GAUGE, List.of(), "heap in use", null),
  HEAP_MAX_BYTES(
      "jvm_heap_max_bytes",
      Type.GAUGE,
      List.of(),
      "the largest heap",
      "`jvm_heap_used_bytes` above 90 % of it for 10 minutes"),
  DIRECT_BYTES(
      "jvm_direct_memory_bytes",
      Type.GAUGE,
      List.of(),
      "memory outside of the heap that buffers hold",
      null),
  GC_SECONDS(
      "jvm_gc_seconds_total",
      Type.COUNTER,
      List.of(),
      "time that garbage collection has taken",
      "rate above 0.1 for 10 minutes"),
  THREADS(
      "jvm_threads", Type.GAUGE, List.of(), "threads; they do not grow with sessions", "above 100");

  /// What a metric is.
  public enum Type {
    /// Only ever grows.
    COUNTER("counter"),
    /// A figure of this moment.
    GAUGE("gauge"),
    /// A histogram of durations.
    SECONDS("histogram"),
    /// A histogram of sizes.
    BYTES("histogram");

    private final String wireName;

    Type(String wireName) {
      this.wireName = wireName;
    }

    /// As Prometheus calls it.
    public String wireName() {
      return wireName;
    }

    boolean isHistogram() {
      return this == SECONDS || this == BYTES;
    }
  }

  private final String metricName;
  private final Type type;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of alone
  private final List<String> labels;

  private final String meaning;
  private final @Nullable String alert;

  Metric(
      String metricName, Type type, List<String> labels, String meaning, @Nullable String alert) {
    this.metricName = metricName;
    this.type = type;
    this.labels = labels;
    this.meaning = meaning;
    this.alert = alert;
  }

  /// As it stands in the exposition.
  public String metricName() {
    return metricName;
  }

  /// What it is.
  public Type type() {
    return type;
  }

  /// The names of its labels, in the order in which [Meters] takes their values.
  public List<String> labels() {
    return labels;
  }

  /// What it counts or shows.
  public String meaning() {
    return meaning;
  }

  /// What to be alarmed at; null where the figure alone says nothing.
  public @Nullable String alert() {
    return alert;
  }
}
