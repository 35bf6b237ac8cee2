package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's program in Java does what the text beside it says.
class FromJavaIT extends ServiceTestBase {
  @TempDir Path work;

  @Test
  void the_readmes_program_runs_as_printed() throws Exception {
    String said =
        SourceProgram.of(Path.of("README.md"))
            .with("http://127.0.0.1:8080", service.url())
            .run(work, SourceProgram.everything());
    assertThat(said).contains("echo $((6*7))").contains("\n42\r\n").endsWith("\nclosed\n");
  }
}
