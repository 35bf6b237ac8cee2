package io.podbus.client;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// What to wait for. Immutable: each method returns one more.
public final class WaitFor {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private final JsonObject body;
  private final Duration timeout;

  private WaitFor(JsonObject body, Duration timeout) {
    this.body = body;
    this.timeout = timeout;
  }

  private static WaitFor of(String name, Object value) {
    return new WaitFor(new JsonObject().put(name, value), DEFAULT_TIMEOUT);
  }

  /// Output that this expression matches, among all that is kept and what comes.
  ///
  /// @param expression of RE2
  public static WaitFor pattern(String expression) {
    return of("pattern", expression);
  }

  /// No output for so long.
  public static WaitFor quiet(Duration silence) {
    return of("quietMs", silence.toMillis());
  }

  /// The session's end.
  public static WaitFor exit() {
    return of("exit", true);
  }

  /// For so long at most; 5 seconds unless given, an hour at most.
  public WaitFor atMost(Duration time) {
    return new WaitFor(body, time);
  }

  /// Only the output of this stream counts.
  public WaitFor on(String stream) {
    return with("stream", stream);
  }

  /// Only output from this record on counts.
  public WaitFor fromSeq(long seq) {
    return with("fromSeq", seq);
  }

  /// Only output from now on counts.
  public WaitFor fromNow() {
    return with("fromSeq", "end");
  }

  /// Only output from this byte of the stream on counts; needs [#on].
  public WaitFor fromOffset(long offset) {
    return with("fromOffset", offset);
  }

  /// Escape sequences of a terminal are taken out first.
  public WaitFor withoutEscapes() {
    return with("ansi", "strip");
  }

  private WaitFor with(String name, Object value) {
    return new WaitFor(body.copy().put(name, value), timeout);
  }

  Duration timeout() {
    return timeout;
  }

  JsonObject toJson() {
    return body.copy().put("timeoutMs", timeout.toMillis());
  }
}
