package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds docs/troubleshooting.md against the code: whoever is told a code finds it there.
class TroubleshootingDocumentTest {
  private static final Pattern WORD = Pattern.compile("`([a-z-]+)`");

  /// The words in the first column of the table that begins with this head, in their order.
  private static List<String> words(String document, String head) throws IOException {
    String text = Files.readString(Path.of("docs", document));
    assertThat(text).as(document).contains(head);
    String table = text.substring(text.indexOf(head) + head.length());
    List<String> words = new ArrayList<>();
    for (String row : table.substring(0, table.indexOf("\n\n") + 1).split("\n")) {
      Matcher matcher = WORD.matcher(row.split("\\|")[1]);
      while (matcher.find()) {
        words.add(matcher.group(1));
      }
    }
    return words;
  }

  private static String head(String first) {
    return "| %s | how it comes about | what to do |\n| --- | --- | --- |\n".formatted(first);
  }

  @Test
  void has_every_code_once() throws IOException {
    List<String> codes = ProblemDocumentTest.kinds().stream().map(Problem.Kind::code).toList();
    List<String> said = words("troubleshooting.md", head("code"));
    assertThat(said).containsExactlyInAnyOrderElementsOf(codes);
  }

  @Test
  void has_every_reason_of_an_exit() throws IOException {
    List<String> said = words("troubleshooting.md", head("reason"));
    assertThat(said)
        .as("those of the contract")
        .containsExactlyInAnyOrderElementsOf(
            words("protocol.md", "| reason | means |\n| --- | --- |\n"))
        .containsAll(Arrays.stream(Ending.Cause.values()).map(Ending.Cause::reason).toList());
  }
}
