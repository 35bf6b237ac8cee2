package io.podbus.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// All that a program does with sessions, over HTTP or over the event bus: the methods, what they
/// answer and how they fail are the same.
///
/// Any thread. Futures complete on a Vert.x context, and fail with [PodbusException]. A request is
/// sent once: whether to repeat it is the caller's decision, by [PodbusException#retryable] and an
/// idempotency key. Streams connect again by themselves.
public interface PodbusClient {
  /// A client over HTTP.
  ///
  /// @param service such as `http://127.0.0.1:8080`; with `https` the trust and the client's
  ///   certificate are those of `http`
  /// @param http connection options, as Vert.x has them
  static PodbusClient http(
      Vertx vertx, URI service, HttpClientOptions http, ClientOptions options) {
    return new TransportClient(new HttpTransport(vertx, service, http, options));
  }

  /// A client over HTTP.
  static PodbusClient http(Vertx vertx, URI service, ClientOptions options) {
    return http(vertx, service, new HttpClientOptions(), options);
  }

  /// A client over the event bus.
  ///
  /// @param vertx that has joined the service's cluster, or that of a service in this process; it
  ///   stays the caller's to close
  static PodbusClient bus(Vertx vertx, ClientOptions options) {
    return new TransportClient(new BusTransport(vertx, options));
  }

  /// Creates a session; answers when it is admitted and starting.
  Future<Session> create(SessionRequest request);

  /// Creates a session, waits for its end, and answers with what it wrote. Without a terminal and
  /// with no input, unless the request says otherwise. An operation on a program answers with its
  /// exit, whatever it is; another one that failed fails as it did.
  ///
  /// Over HTTP a session ends with its client, if that goes away while it waits, unless the request
  /// has `"closeOnDisconnect":false`; over the bus it goes on.
  ///
  /// @param atMost then the answer is the session as it is, and it goes on
  Future<RunResult> run(SessionRequest request, Duration atMost);

  /// What would be run, and what the policy says to it; nothing runs.
  Future<JsonObject> dryRun(SessionRequest request);

  Future<SessionPage> list(SessionQuery query);

  Future<Session> get(String id);

  /// Runs one more program in the container of a session, as a session of its own. Waits until that
  /// container's program runs.
  Future<Session> exec(String id, SessionRequest request);

  /// Types. Completes when the program's pipe has taken all of it.
  Future<Void> input(String id, Buffer bytes);

  /// Types text, as UTF-8.
  default Future<Void> input(String id, String text) {
    return input(id, Buffer.buffer(text));
  }

  /// Types at most 64 KiB that a repetition with the same key does not type again.
  ///
  /// @param key 1 to 255 visible characters of ASCII
  Future<Void> inputOnce(String id, String key, Buffer bytes);

  /// Types keys by name, such as `ctrl+c`, `enter`, `up`.
  Future<Void> keys(String id, List<String> keys);

  /// Ends the program's input.
  Future<Void> eof(String id);

  /// @param signal such as `SIGINT`
  Future<Void> signal(String id, String signal);

  /// @param rows 1 to 1000
  /// @param cols 1 to 1000
  Future<Void> resize(String id, int rows, int cols);

  /// Freezes the container. A repetition does no harm.
  Future<Session> pause(String id);

  /// Thaws the container. A repetition does no harm.
  Future<Session> resume(String id);

  /// Waits; a time that is over is an answer and no failure.
  Future<WaitResult> waitFor(String id, WaitFor what);

  /// What the session's container has used, as docs/protocol.md has it.
  Future<JsonObject> usage(String id);

  /// Follows a session to its end. Fails where it cannot be followed at all; completes when the
  /// service has begun to send.
  Future<EventStream<SessionEvent>> follow(String id, Follow from);

  /// Ends a session; completes when nothing of it is left running. A repetition does no harm.
  ///
  /// @param grace between the polite signal and the end by force; empty for the session's own
  Future<Session> close(String id, Optional<Duration> grace);

  /// Ends a session, and removes its record and output.
  Future<Void> purge(String id);

  /// What the service can do.
  Future<JsonObject> capabilities();

  /// Follows the lifecycle of all sessions that the caller may see.
  ///
  /// @param fromId the event to begin with; empty for what comes from now on
  Future<EventStream<LifecycleEvent>> events(OptionalLong fromId);

  /// Lets go of connections and streams. The service's sessions go on.
  Future<Void> close();
}
