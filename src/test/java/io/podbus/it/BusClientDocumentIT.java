package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program of docs/bus-client.md joins the cluster of a real node, with nothing of ours on its
/// class path, and does what the text beside it says.
class BusClientDocumentIT {
  private static final Path DOCUMENT = Path.of("docs/bus-client.md");

  @TempDir Path work;

  @Test
  void the_program_runs_as_printed() throws Exception {
    Map<String, String> settings = new ClusterNodes(1, Map.of()).settings(0);
    Service node = Service.start(settings);
    try {
      String classPath = SourceProgram.nothingOfOurs();
      assertThat(classPath).contains("vertx-hazelcast").doesNotContain("podbus", "target");
      String said =
          SourceProgram.of(DOCUMENT)
              .run(
                  work,
                  classPath,
                  settings.get("PODBUS_CLUSTER_NAME"),
                  "127.0.0.1:" + settings.get("PODBUS_CLUSTER_PORT"),
                  "127.0.0.1");
      assertThat(said)
          .contains("it is 42\n", "\"matched\":true", "\"text\":\"is 42\"")
          .contains("ended: {", "\"reason\":\"closed\"");
    } finally {
      node.close();
    }
  }

  @Test
  void the_program_is_short() throws Exception {
    assertThat(SourceProgram.of(DOCUMENT).source().lines()).hasSizeLessThan(60);
  }
}
