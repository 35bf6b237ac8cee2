package io.podbus.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// What a client needs to know beside where the service is. Immutable: each method returns one
/// more.
///
/// @param token asked before each request for what proves the caller, without `Bearer`; on the
///   event loop, so it must not wait
/// @param requestTimeout how long the service may take for its answer, beside what a request waits
///   for by its nature
/// @param reconnectFor how long a stream tries to connect again before it fails
/// @param silence a stream on which nothing came for so long, not even a sign of life, is connected
///   anew
/// @param windowBytes of a stream: how much output may be under way or wait here, over the bus; 1
///   to 16 MiB
public record ClientOptions(
    Supplier<Optional<String>> token,
    Duration requestTimeout,
    Duration reconnectFor,
    Duration silence,
    int windowBytes) {
  private static final int MAX_WINDOW = 16 * 1024 * 1024;

  public ClientOptions {
    if (windowBytes < 1 || windowBytes > MAX_WINDOW) {
      throw new IllegalArgumentException("windowBytes is 1 to " + MAX_WINDOW);
    }
  }

  /// No token; 60 s for an answer; 2 minutes to connect again, twice what a node may be away before
  /// its sessions are lost; 45 s of silence, three times the service's; a window of 1 MiB.
  public static ClientOptions defaults() {
    return new ClientOptions(
        Optional::empty,
        Duration.ofSeconds(60),
        Duration.ofMinutes(2),
        Duration.ofSeconds(45),
        1024 * 1024);
  }

  /// With a token that stays the same.
  public ClientOptions withToken(String value) {
    return withToken(() -> Optional.of(value));
  }

  /// With a token that may change.
  public ClientOptions withToken(Supplier<Optional<String>> source) {
    return new ClientOptions(source, requestTimeout, reconnectFor, silence, windowBytes);
  }

  public ClientOptions withRequestTimeout(Duration time) {
    return new ClientOptions(token, time, reconnectFor, silence, windowBytes);
  }

  public ClientOptions withReconnectFor(Duration time) {
    return new ClientOptions(token, requestTimeout, time, silence, windowBytes);
  }

  public ClientOptions withSilence(Duration time) {
    return new ClientOptions(token, requestTimeout, reconnectFor, time, windowBytes);
  }

  public ClientOptions withWindowBytes(int bytes) {
    return new ClientOptions(token, requestTimeout, reconnectFor, silence, bytes);
  }

  /// The token is not shown.
  @Override
  public String toString() {
    return "ClientOptions[requestTimeout=%s, reconnectFor=%s, silence=%s, windowBytes=%d]"
        .formatted(requestTimeout, reconnectFor, silence, windowBytes);
  }
}
