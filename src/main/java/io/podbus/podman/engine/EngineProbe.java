package io.podbus.podman.engine;

import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks podman what it is. Never fails: an engine that answers nonsense, or nothing, gives a
/// profile that says why it is unknown.
public final class EngineProbe {
  private static final List<String> VERSION = List.of("version", "--format", "json");
  private static final List<String> INFO = List.of("info", "--format", "json");
  private static final int SHOWN = 200;

  private final CommandRunner runner;
  private final Duration timeout;

  /// @param timeout for each of the two commands; `info` takes 0.4 s on an idle host
  public EngineProbe(CommandRunner runner, Duration timeout) {
    this.runner = runner;
    this.timeout = timeout;
  }

  /// The engine's profile. The future always succeeds.
  public Future<EngineProfile> probe() {
    // Both at once: a start waits for them.
    Future<CommandResult> asked = runner.run(INFO, timeout);
    return runner
        .run(VERSION, timeout)
        .compose(version ->
            asked
                .map(info -> profile(version, info))
                .otherwise(cause -> profile(version, failed(cause))))
        .otherwise(cause -> EngineProfile.unknown("podman could not be run: " + words(cause)));
  }

  /// The profile that the answers of `podman version` and `podman info`, both as JSON, make.
  static EngineProfile profile(CommandResult version, CommandResult info) {
    Optional<EngineVersion> found =
        json(version.stdout())
            .map(json -> object(json, "Client"))
            .flatMap(client -> text(client, "Version"))
            .flatMap(EngineVersion::parse);
    Optional<JsonObject> answer = json(info.stdout()).filter(json -> json.containsKey("host"));
    if (answer.isEmpty()) {
      String reason = "podman info gave no usable answer" + said(info);
      return new EngineProfile(
          found.orElse(null),
          false,
          null,
          null,
          null,
          null,
          Set.of(),
          Set.of(),
          null,
          false,
          false,
          reason);
    }
    return describe(found, answer.get(), version);
  }

  private static EngineProfile describe(
      Optional<EngineVersion> found, JsonObject info, CommandResult versionResult) {
    JsonObject host = object(info, "host");
    JsonObject store = object(info, "store");
    EngineVersion version =
        found
            .or(() -> text(object(info, "version"), "Version").flatMap(EngineVersion::parse))
            .orElse(null);
    Set<String> logDrivers = strings(object(info, "plugins"), "log");
    boolean remote = Boolean.TRUE.equals(host.getValue("serviceIsRemote"));
    return new EngineProfile(
        version,
        Boolean.TRUE.equals(object(host, "security").getValue("rootless")),
        text(store, "graphRoot").orElse(null),
        text(store, "graphDriverName").orElse(null),
        text(host, "cgroupVersion").orElse(null),
        text(object(host, "ociRuntime"), "name").orElse(null),
        logDrivers,
        securityModules(object(host, "security")),
        text(host, "networkBackend").orElse(null),
        !remote && logDrivers.contains("passthrough"),
        remote,
        version == null ? "podman version gave no usable answer" + said(versionResult) : null);
  }

  private static Set<String> securityModules(JsonObject security) {
    Set<String> found = new HashSet<>();
    for (String module : List.of("seccomp", "apparmor", "selinux")) {
      if (Boolean.TRUE.equals(security.getValue(module + "Enabled"))) {
        found.add(module);
      }
    }
    return found;
  }

  private static CommandResult failed(Throwable cause) {
    return new CommandResult(-1, "", "Error: " + words(cause));
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static String said(CommandResult result) {
    String message = EngineMessages.read(result.stderr()).text();
    if (message.isEmpty()) {
      return " (exit " + result.exitCode() + ")";
    }
    return " (exit "
        + result.exitCode()
        + ": "
        + (message.length() <= SHOWN ? message : message.substring(0, SHOWN) + "…")
        + ")";
  }

  private static Optional<JsonObject> json(String text) {
    String trimmed = text.strip();
    if (!trimmed.startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JsonObject(trimmed));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private static JsonObject object(@Nullable JsonObject parent, String key) {
    return parent != null && parent.getValue(key) instanceof JsonObject child
        ? child
        : new JsonObject();
  }

  private static Optional<String> text(JsonObject parent, String key) {
    return parent.getValue(key) instanceof String text && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Set<String> strings(JsonObject parent, String key) {
    Set<String> found = new HashSet<>();
    if (parent.getValue(key) instanceof JsonArray array) {
      for (Object item : array) {
        if (item instanceof String text) {
          found.add(text);
        }
      }
    }
    return found;
  }
}
