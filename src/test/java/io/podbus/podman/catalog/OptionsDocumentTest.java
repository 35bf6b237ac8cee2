package io.podbus.podman.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds `docs/options.md` against the catalog.
class OptionsDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/options.md");

  @Test
  void theDocumentIsThatOfTheCatalog() throws IOException {
    if (Boolean.getBoolean("documents.write")) {
      Files.writeString(DOCUMENT, OptionsDocument.write());
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(OptionsDocument.write());
  }
}
