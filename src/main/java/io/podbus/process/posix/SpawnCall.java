package io.podbus.process.posix;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a new process is to be.
///
/// @param argv its arguments, the program first; without a slash it is looked up on our `PATH`
/// @param environment `NAME=value`, all of it
/// @param workingDirectory where it starts
/// @param streams where its standard streams come from
public record SpawnCall(
    List<String> argv, List<String> environment, String workingDirectory, Streams streams) {
  public SpawnCall {
    argv = List.copyOf(argv);
    environment = List.copyOf(environment);
  }

  /// Where the standard streams of the process come from.
  public sealed interface Streams {
    /// Descriptors of ours; no stdin means `/dev/null`.
    record Descriptors(@Nullable Integer stdin, int stdout, int stderr) implements Streams {}

    /// A terminal's slave side for all three, which becomes the controlling terminal.
    record Terminal(String path) implements Streams {}
  }
}
