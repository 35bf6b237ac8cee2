package io.podbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the threat model says is shown has a test of that name.
class SecurityDocumentTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))`");

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Set<String> named =
        TEST.matcher(Files.readString(Path.of("SECURITY.md")))
            .results()
            .map((MatchResult match) -> match.group(1) + ".java")
            .collect(Collectors.toSet());
    Set<String> there;
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      there = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(there).containsAll(named);
  }
}
