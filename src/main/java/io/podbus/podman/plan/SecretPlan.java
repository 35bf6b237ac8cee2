package io.podbus.podman.plan;

import io.podbus.podman.options.SessionOptions;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// On which way each secret of the options gets to podman, so that none stands on a command line.
///
/// @param flags that lead to it
/// @param positionals that lead to it
/// @param files to write, 0600: name → bytes
/// @param stdin what the client reads first
/// @param readsInput whether the secret is the session's input
record SecretPlan(
    List<String> flags,
    List<String> positionals,
    Map<String, Buffer> files,
    Optional<Buffer> stdin,
    boolean readsInput) {
  private static final String SECRET_FILE = "secret";
  private static final SecretPlan NONE =
      new SecretPlan(List.of(), List.of(), Map.of(), Optional.empty(), false);

  static SecretPlan of(SessionOptions options, Path directory) {
    return switch (options.operation().name()) {
      case "secret.create" ->
          options
              .text("value")
              .map(value -> byFile(value, directory))
              .orElseGet(
                  () -> new SecretPlan(List.of(), List.of("-"), Map.of(), Optional.empty(), true));
      case "login" -> options.text("creds").map(SecretPlan::byStdin).orElse(NONE);
      default -> NONE;
    };
  }

  private static SecretPlan byFile(String value, Path directory) {
    return new SecretPlan(
        List.of(),
        List.of(directory.resolve(SECRET_FILE).toString()),
        Map.of(SECRET_FILE, Buffer.buffer(value)),
        Optional.empty(),
        false);
  }

  private static SecretPlan byStdin(String credentials) {
    int colon = credentials.indexOf(':');
    return new SecretPlan(
        List.of("--username=" + credentials.substring(0, colon), "--password-stdin"),
        List.of(),
        Map.of(),
        Optional.of(Buffer.buffer(credentials.substring(colon + 1))),
        false);
  }

  /// Without what is secret.
  @Override
  public String toString() {
    return "SecretPlan" + flags + files.keySet();
  }
}
