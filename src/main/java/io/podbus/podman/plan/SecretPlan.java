package io.podbus.podman.plan;

import io.podbus.podman.catalog.Operation.Trait;
import io.podbus.podman.catalog.Registries;
import io.podbus.podman.options.EnvironmentPlan;
import io.podbus.podman.options.SessionOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// On which way each secret of the options gets to podman, so that none stands on a command line:
/// files of the private folder, the client's environment, its stdin. Pure.
///
/// @param flags that lead to it
/// @param pullFlags that lead to it in the step that fetches the image
/// @param positionals that lead to it
/// @param files to write, 0600: name → bytes
/// @param environment variables of the client
/// @param stdin what the client reads first
/// @param readsInput whether the secret is the session's input
record SecretPlan(
    List<String> flags,
    List<String> pullFlags,
    List<String> positionals,
    Map<String, Buffer> files,
    Map<String, String> environment,
    Optional<Buffer> stdin,
    boolean readsInput) {
  private static final String SECRET_FILE = "secret";
  private static final String LOGIN_FILE = "auth.json";

  static SecretPlan of(SessionOptions options, EnvironmentPlan variables, Path directory) {
    return new Collector(options, directory).collect(variables);
  }

  /// For one use.
  private static final class Collector {
    private final SessionOptions options;
    private final Path directory;
    private final List<String> flags = new ArrayList<>();
    private final List<String> pullFlags = new ArrayList<>();
    private final List<String> positionals = new ArrayList<>();
    private final Map<String, Buffer> files = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Buffer> stdin = Optional.empty();
    private boolean readsInput;

    Collector(SessionOptions options, Path directory) {
      this.options = options;
      this.directory = directory;
    }

    SecretPlan collect(EnvironmentPlan variables) {
      environment.putAll(variables.byName());
      switch (options.operation().name()) {
        case "login" -> options.text("creds").ifPresent(this::passwordByStdin);
        case "secret.create" -> secretValue();
        case "build" -> {
          buildArguments();
          buildSecrets();
          login();
        }
        default -> login();
      }
      return new SecretPlan(flags, pullFlags, positionals, files, environment, stdin, readsInput);
    }

    private void passwordByStdin(String credentials) {
      int colon = credentials.indexOf(':');
      flags.addAll(List.of("--username=" + credentials.substring(0, colon), "--password-stdin"));
      stdin = Optional.of(Buffer.buffer(credentials.substring(colon + 1)));
    }

    private void secretValue() {
      Optional<String> value = options.text("value");
      if (value.isPresent()) {
        positionals.add(file(SECRET_FILE, value.get()));
      } else {
        positionals.add("-");
        readsInput = true;
      }
    }

    private void buildArguments() {
      options
          .map("buildArg")
          .forEach((name, value) -> {
            flags.add("--build-arg=" + name);
            environment.put(name, value);
          });
    }

    private void buildSecrets() {
      options
          .map("secretEnvironment")
          .forEach((id, value) ->
              flags.add("--secret=id=" + id + ",src=" + file(SECRET_FILE + "-" + id, value)));
    }

    /// podman takes credentials on its command line, from a terminal, or in such a file.
    private void login() {
      options
          .text("creds")
          .ifPresent(credentials -> {
            String encoded =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            JsonObject logins = new JsonObject();
            for (String registry : Registries.of(name -> options.value(name).orElse(null))) {
              logins.put(registry, new JsonObject().put("auth", encoded));
            }
            String flag =
                "--authfile=" + file(LOGIN_FILE, new JsonObject().put("auths", logins).encode());
            (options.operation().is(Trait.PULLS_IMAGE) ? pullFlags : flags).add(flag);
          });
    }

    private String file(String name, String content) {
      files.put(name, Buffer.buffer(content));
      return directory.resolve(name).toString();
    }
  }

  /// Without what is secret.
  @Override
  public String toString() {
    return "SecretPlan" + flags + files.keySet() + environment.keySet();
  }
}
