package io.podbus;

import io.podbus.config.ConfigException;
import io.podbus.config.PolicyConfig;
import io.podbus.config.WatchedFile;
import io.podbus.podman.policy.Policy;
import io.podbus.podman.policy.PolicyException;
import io.podbus.podman.policy.PolicyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where the policy comes from: one that the service brings, or a file of the operator's, which may
/// change while the service runs. Safe on any thread.
final class PolicySource implements Supplier<Policy> {
  private final @Nullable Policy shipped;
  private final @Nullable WatchedFile<Policy> file;

  private PolicySource(@Nullable Policy shipped, @Nullable WatchedFile<Policy> file) {
    this.shipped = shipped;
    this.file = file;
  }

  /// Reads it. Blocks.
  ///
  /// @param contextRoots what the operator lets builds read of the host
  /// @throws ConfigException with one line, where the file cannot be used
  static PolicySource open(PolicyConfig config, List<Path> contextRoots) {
    return config.ofOperator()
        ? new PolicySource(
            null,
            new WatchedFile<>(Path.of(config.file()), content -> parse(content, contextRoots)))
        : new PolicySource(PolicyFile.shipped(config.file(), contextRoots), null);
  }

  private static Policy parse(byte[] content, List<Path> contextRoots) {
    try {
      return PolicyFile.parse(new String(content, StandardCharsets.UTF_8), contextRoots);
    } catch (PolicyException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Policy get() {
    if (shipped != null) {
      return shipped;
    }
    return java.util.Objects.requireNonNull(file).current();
  }

  /// Looks whether the file has changed. Blocks.
  void refresh() {
    if (file != null) {
      file.refresh();
    }
  }

  /// Why the file as it is now is not in force, if so.
  Optional<String> fault() {
    return file == null ? Optional.empty() : file.fault();
  }
}
