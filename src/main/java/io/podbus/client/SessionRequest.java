package io.podbus.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What to run. Immutable: each method returns one more request.
///
/// The service checks it; what it does not take it names by its place. Each option of
/// docs/options.md can be given with [#with], under its name there.
public final class SessionRequest {
  private final JsonObject options;
  private final Optional<String> idempotencyKey;

  private SessionRequest(JsonObject options, Optional<String> idempotencyKey) {
    this.options = options;
    this.idempotencyKey = idempotencyKey;
  }

  /// A program in a container of its own; in a terminal, unless [#withTty] says otherwise.
  public static SessionRequest run(String image, String command, String... args) {
    return program(command, args).with("image", image);
  }

  /// A program, for [PodbusClient#exec] in the container of a session.
  public static SessionRequest program(String command, String... args) {
    SessionRequest request = of(new JsonObject()).with("command", command);
    return args.length == 0 ? request : request.with("args", new JsonArray(List.of(args)));
  }

  /// Another operation, such as `pull` or `inspect`.
  public static SessionRequest operation(String name) {
    return of(new JsonObject()).with("operation", name);
  }

  /// What the JSON of docs/protocol.md says.
  public static SessionRequest of(JsonObject options) {
    return new SessionRequest(options.copy(), Optional.empty());
  }

  /// With an option.
  ///
  /// @param name as docs/options.md has it
  /// @param value as JSON has it: a string, a number, a boolean, a [JsonArray] or a [JsonObject]
  public SessionRequest with(String name, Object value) {
    return new SessionRequest(options.copy().put(name, value), idempotencyKey);
  }

  /// In a terminal, or not.
  public SessionRequest withTty(boolean tty) {
    return with("tty", tty);
  }

  /// In a terminal of this size.
  public SessionRequest withTerminal(int rows, int cols) {
    return with("tty", true).with("rows", rows).with("cols", cols);
  }

  /// With variables of the program's environment.
  public SessionRequest withEnvironment(Map<String, String> environment) {
    return with("environment", json(environment));
  }

  public SessionRequest withLabels(Map<String, String> labels) {
    return with("labels", json(labels));
  }

  /// The program may run for so long.
  public SessionRequest withTimeout(Duration timeout) {
    return with("timeout", timeout.toMillis());
  }

  /// What is written to the program as soon as it can take it, and whether its input ends then.
  public SessionRequest withInput(String text, boolean eof) {
    return with("input", new JsonObject().put("text", text).put("eof", eof));
  }

  /// Repetitions with this key answer as the first did, for 24 hours, and create nothing.
  ///
  /// @param key 1 to 255 visible characters of ASCII
  public SessionRequest withIdempotencyKey(String key) {
    return new SessionRequest(options, Optional.of(key));
  }

  private static JsonObject json(Map<String, String> map) {
    JsonObject json = new JsonObject();
    map.forEach(json::put);
    return json;
  }

  Optional<String> idempotencyKey() {
    return idempotencyKey;
  }

  /// The options; a copy.
  public JsonObject toJson() {
    return options.copy();
  }
}
