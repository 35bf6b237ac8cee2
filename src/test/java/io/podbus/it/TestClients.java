package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Clients that are not ours, each driven by a script of `src/test/node`. `scripts/test` installs
/// them.
final class TestClients {
  private static final Path SCRIPTS = Path.of("src/test/node");
  private static final Path INSTALLED = Path.of("target/node");

  private final Path work;

  /// What a script wrote, with exit code 0.
  record Said(Path output, Path errors) {
    String text() {
      return read(output);
    }
  }

  /// @param work where output goes
  TestClients(Path work) throws IOException {
    this.work = work;
    assertThat(INSTALLED.resolve("node_modules"))
        .as("the packages that scripts/test installs")
        .isDirectory();
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        // Beside its packages, where it finds them.
        Files.copy(
            script, INSTALLED.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /// Runs a script to its end.
  ///
  /// @param input what it reads
  Said run(Path input, String script, String... arguments) throws Exception {
    Said said =
        new Said(Files.createTempFile(work, "out", ""), Files.createTempFile(work, "err", ""));
    List<String> command = new ArrayList<>(List.of("node", INSTALLED.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(said.output().toFile())
            .redirectError(said.errors().toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(script + " ends").isTrue();
    } finally {
      // Its browser goes with it.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(() -> script + ": " + read(said.errors())).isZero();
    return said;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
