package io.podbus.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What a child is to be.
///
/// @param argv its arguments, the program first; a program without a slash is looked up on the
///   `PATH` of this process, one with a slash is taken from the working directory where it is
///   relative
/// @param environment the whole environment of the child: nothing of ours is added
/// @param workingDirectory where it starts
/// @param stdio what its standard streams are
public record SpawnSpec(
    List<String> argv, Map<String, String> environment, Path workingDirectory, Stdio stdio) {
  public SpawnSpec {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      throw new IllegalArgumentException("argv names no program");
    }
    argv.forEach(SpawnSpec::requireNoNul);
    environment.forEach((name, value) -> {
      requireNoNul(name);
      requireNoNul(value);
      if (name.isEmpty() || name.contains("=")) {
        throw new IllegalArgumentException("not the name of an environment variable");
      }
    });
  }

  private static void requireNoNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("arguments and environment cannot hold a NUL");
    }
  }

  /// Without the values, which may be secret.
  @Override
  public String toString() {
    return "SpawnSpec[" + argv.getFirst() + " in " + workingDirectory + ", " + stdio + "]";
  }
}
