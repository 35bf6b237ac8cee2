package io.podbus.config;

import java.util.regex.Pattern;

/// The keys that say what callers may do and take, as a part of [Keys].
final class LimitKeys {
  private static final Kind<Integer> COUNT = new Kind.Whole(0, 10_000_000);
  private static final Kind<Long> BYTES = new Kind.Large(0, 1L << 50);

  static final Key<String> POLICY_FILE =
      Key.of(
          "policy.file",
          new Kind.Words(
              Pattern.compile("standard|trusted|locked|/[^\\p{Cntrl}]+"),
              "standard, trusted, locked or an absolute path"),
          "standard",
          "What callers may do: a policy that comes with the service, or a file of your own.",
          config -> config.policy().file());
  static final Key<Long> POLICY_AUDIT_BYTES =
      Key.of(
          "policy.auditBytes",
          new Kind.Large(65_536, 1L << 40),
          67_108_864L,
          "How large audit.jsonl in the state directory grows; one older file of that size is kept.",
          config -> config.policy().auditBytes());
  static final Key<Integer> SESSIONS_PER_OWNER =
      Key.of(
          "limits.sessionsPerOwner",
          COUNT,
          0,
          "How many sessions of an owner may live at the same time; 0 for no other limit than all's.",
          config -> config.limits().sessionsPerOwner());
  static final Key<Integer> STARTS_PER_MINUTE_PER_OWNER =
      Key.of(
          "limits.startsPerMinutePerOwner",
          COUNT,
          0,
          "How many sessions an owner may make in a minute; 0 for no limit.",
          config -> config.limits().startsPerMinutePerOwner());
  static final Key<Integer> STARTS_PER_MINUTE =
      Key.of(
          "limits.startsPerMinute",
          COUNT,
          0,
          "How many sessions all owners may make in a minute; 0 for no limit.",
          config -> config.limits().startsPerMinute());
  static final Key<Long> INPUT_BYTES_PER_OWNER =
      Key.of(
          "limits.inputBytesPerMinutePerOwner",
          BYTES,
          0L,
          "How many bytes an owner may type in a minute; 0 for no limit.",
          config -> config.limits().inputBytesPerMinutePerOwner());
  static final Key<Long> INPUT_BYTES =
      Key.of(
          "limits.inputBytesPerMinute",
          BYTES,
          0L,
          "How many bytes all owners may type in a minute; 0 for no limit.",
          config -> config.limits().inputBytesPerMinute());
  static final Key<Long> STORED_BYTES_PER_OWNER =
      Key.of(
          "limits.storedBytesPerOwner",
          BYTES,
          0L,
          "How many bytes of output the live sessions of an owner may keep together; 0 for no limit.",
          config -> config.limits().storedBytesPerOwner());
  static final Key<Integer> QUEUED_STARTS =
      Key.of(
          "limits.queuedStarts",
          new Kind.Whole(1, 1_000_000),
          1000,
          "How many sessions may wait for their turn to start; one more is refused with 429. An owner with none waiting may pass it, up to twice as many in all.",
          config -> config.limits().queuedStarts());
  static final Key<Integer> STREAMS_PER_OWNER =
      Key.of(
          "limits.streamsPerOwner",
          COUNT,
          1000,
          "How many answers that last (streams, waits, terminals) an owner may have open; 0 for no"
              + " limit.",
          config -> config.limits().streamsPerOwner());
  static final Key<Integer> STREAMS =
      Key.of(
          "limits.streams",
          COUNT,
          10_000,
          "How many of them all owners may have open; 0 for no limit.",
          config -> config.limits().streams());
  static final Key<BusConfig.Feeds> BUS_FEEDS =
      Key.of(
          "bus.feeds",
          new Kind.Choice<>(BusConfig.Feeds.class),
          BusConfig.Feeds.AUTO,
          "Whether output and events are published for whoever is on the bus: auto (only where"
              + " nobody is asked for a name), open, or closed.",
          config -> config.bus().feeds());

  private LimitKeys() {}

  static PolicyConfig policy(Values values) {
    return new PolicyConfig(values.get(POLICY_FILE), values.get(POLICY_AUDIT_BYTES));
  }

  static LimitsConfig limits(Values values) {
    return new LimitsConfig(
        values.get(SESSIONS_PER_OWNER),
        values.get(STARTS_PER_MINUTE_PER_OWNER),
        values.get(STARTS_PER_MINUTE),
        values.get(INPUT_BYTES_PER_OWNER),
        values.get(INPUT_BYTES),
        values.get(STORED_BYTES_PER_OWNER),
        values.get(QUEUED_STARTS),
        values.get(STREAMS_PER_OWNER),
        values.get(STREAMS));
  }
}
