package io.podbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the table of metrics in docs/operations.md against the catalogue.
class MetricDocumentTest {
  private static final String HEAD =
      "| metric | type | labels | meaning | be alarmed at |\n| --- | --- | --- | --- | --- |\n";

  @Test
  void the_document_has_every_metric() throws IOException {
    String text = Files.readString(Path.of("docs/operations.md"));

    assertThat(text).contains(HEAD);
    int from = text.indexOf(HEAD) + HEAD.length();
    assertThat(text.substring(from, text.indexOf("\n\n", from) + 1)).isEqualTo(table());
  }

  private static String table() {
    return Arrays.stream(Metric.values())
        .map(metric ->
            "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                    metric.metricName(),
                    metric.type().wireName(),
                    metric.labels().stream()
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", ")),
                    metric.meaning(),
                    Objects.requireNonNullElse(metric.alert(), "")))
        .collect(Collectors.joining())
        .replace("|  |", "| |");
  }
}
