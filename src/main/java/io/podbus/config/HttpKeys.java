package io.podbus.config;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/// The keys of the data port, as a part of [Keys].
final class HttpKeys {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  static final Key<String> HOST =
      Key.of(
          "http.host",
          new Kind.Host(),
          "127.0.0.1",
          "Address of the data port. Another than loopback needs authentication and TLS.",
          config -> config.http().host());
  static final Key<Integer> PORT =
      Key.of(
          "http.port",
          new Kind.Whole(0, 65535),
          8080,
          "The data port; 0 picks a free one.",
          c -> c.http().port());
  static final Key<Integer> MAX_BODY_BYTES =
      Key.of(
          "http.maxBodyBytes",
          new Kind.Whole(KIB, 64 * MIB),
          MIB,
          "The largest JSON body. Input that is streamed has no such limit.",
          config -> config.http().maxBodyBytes());
  static final Key<Integer> MAX_HEADER_BYTES =
      Key.of(
          "http.maxHeaderBytes",
          new Kind.Whole(KIB, MIB),
          16 * KIB,
          "The most that all headers of a request may have together.",
          config -> config.http().maxHeaderBytes());
  static final Key<Duration> HEARTBEAT =
      Key.of(
          "http.heartbeatMs",
          new Kind.Millis(100, HOUR_MS),
          Duration.ofSeconds(15),
          "How often an idle event stream carries a comment, in milliseconds.",
          config -> config.http().heartbeat());
  static final Key<Duration> HEADER_TIMEOUT =
      Key.of(
          "http.headerTimeoutMs",
          new Kind.Millis(0, DAY_MS),
          Duration.ofSeconds(30),
          "How long a new connection may take to the end of its first request's head; 0 for ever.",
          config -> config.http().patience().header());
  static final Key<Duration> IDLE_TIMEOUT =
      Key.of(
          "http.idleTimeoutMs",
          new Kind.Millis(0, DAY_MS),
          Duration.ofMinutes(2),
          "After how many milliseconds without a request a connection is closed; 0 never.",
          config -> config.http().patience().idle());
  static final Key<Duration> BODY_TIMEOUT =
      Key.of(
          "http.bodyTimeoutMs",
          new Kind.Millis(0, DAY_MS),
          Duration.ofSeconds(30),
          "In each such time a body (JSON, or files of a build) must move on; 0 for never looking.",
          config -> config.http().patience().body());
  static final Key<Integer> BODY_BYTES_PER_SECOND =
      Key.of(
          "http.bodyBytesPerSecond",
          new Kind.Whole(1, 1_000_000_000),
          256,
          "How fast such a body must come at least, over http.bodyTimeoutMs.",
          config -> config.http().patience().bodyBytesPerSecond());
  static final Key<Integer> MAX_CONNECTIONS =
      Key.of(
          "http.maxConnections",
          new Kind.Whole(1, 10_000_000),
          10_000,
          "How many connections may be open at the same time; one more is closed at once.",
          config -> config.http().maxConnections());
  static final Key<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Key.of(
          "http.maxConnectionsPerAddress",
          new Kind.Whole(0, 10_000_000),
          0,
          "How many of one client address; 0 for no other limit, as behind a proxy.",
          config -> config.http().maxConnectionsPerAddress());
  static final Key<Boolean> BEHIND_PROXY =
      Key.of(
          "http.behindProxy",
          new Kind.Flag(),
          false,
          "Whether a proxy, which alone can reach the port, speaks TLS and judges callers.",
          config -> config.http().behindProxy());
  static final Key<Set<String>> ALLOWED_ORIGINS =
      Key.of(
          "http.allowedOrigins",
          new Kind.Several(
              Pattern.compile("https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?"),
              "origins such as https://example.org between commas, or none"),
          Set.of(),
          "Whose pages may call (CORS), beside those of the service's own name.",
          config -> config.http().allowedOrigins());
  static final Key<Set<String>> ALLOWED_HOSTS =
      Key.of(
          "http.allowedHosts",
          new Kind.Several(
              Pattern.compile("[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"),
              "host names in lower case between commas, or none"),
          Set.of(),
          "Names for the service in Host beside those of loopback, where nobody is asked for a name.",
          config -> config.http().allowedHosts());

  private HttpKeys() {}

  static HttpConfig http(Values values) {
    return new HttpConfig(
        values.get(HOST),
        values.get(PORT),
        values.get(MAX_BODY_BYTES),
        values.get(MAX_HEADER_BYTES),
        values.get(HEARTBEAT),
        new HttpConfig.Patience(
            values.get(HEADER_TIMEOUT),
            values.get(IDLE_TIMEOUT),
            values.get(BODY_TIMEOUT),
            values.get(BODY_BYTES_PER_SECOND)),
        values.get(MAX_CONNECTIONS),
        values.get(MAX_CONNECTIONS_PER_ADDRESS),
        values.get(BEHIND_PROXY),
        values.get(ALLOWED_ORIGINS),
        values.get(ALLOWED_HOSTS));
  }
}
