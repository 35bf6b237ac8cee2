package io.podbus.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Holds the shipped file and the document against the table of keys.
class ConfigDocumentsTest {
  private static final Path FILE = Path.of("conf/podbus.yaml");
  private static final Path DOCUMENT = Path.of("docs/operations.md");

  @Test
  void theShippedFileHasEveryKeyWithItsDefaultAndMeaning() throws IOException {
    assertThat(Files.readString(FILE)).endsWith(ConfigDocuments.yaml());
  }

  @Test
  void theShippedFileChangesNothing() {
    assertThat(ConfigLoader.load(Optional.of(FILE), Map.of()))
        .isEqualTo(ConfigLoader.load(Optional.empty(), Map.of()));
  }

  @Test
  void theDocumentHasEveryKey() throws IOException {
    String text = Files.readString(DOCUMENT);
    String start = "| --- | --- | --- | --- | --- |\n";
    int from = text.indexOf(start) + start.length();
    assertThat(text.substring(from, text.indexOf("\n\n", from) + 1))
        .isEqualTo(ConfigDocuments.table());
  }

  @Test
  void namesAndVariablesAreEachGivenOnce() {
    assertThat(Keys.ALL).extracting(Key::name).doesNotHaveDuplicates();
    assertThat(Keys.ALL).extracting(Key::variable).doesNotHaveDuplicates();
  }
}
