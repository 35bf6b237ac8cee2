package io.podbus.podman.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.CommandResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What a test makes in the engine, under names of its own, which goes with it.
abstract class BehaviourTestBase {
  @TempDir Path temporary;
  final String own = "it-" + UUID.randomUUID().toString().substring(0, 8);
  final List<String[]> afterwards = new ArrayList<>();
  PlannedPodman podman;

  @BeforeEach
  void probe() {
    podman = new PlannedPodman(temporary);
  }

  @AfterEach
  void removeWhatIsLeft() {
    for (String id : podman.say("ps", "-aq", "--filter=label=it=" + own).lines().toList()) {
      // With those that require it, which the engine would not let go before it.
      podman.podman("rm", "-f", "--depend", "-t=0", "-v", id);
    }
    afterwards.reversed().forEach(podman::podman);
  }

  final JsonObject program(String operation, String shell) {
    return new JsonObject()
        .put("operation", operation)
        .put("image", PlannedPodman.IMAGE)
        .put("network", "none")
        .put("tty", false)
        .put("labels", new JsonObject().put("it", own))
        .put("command", "sh")
        .put("args", new JsonArray().add("-c").add(shell));
  }

  final String output(JsonObject body) {
    CommandResult result = podman.run(body, temporary);
    assertThat(result.exitCode()).as("%s: %s", body.encode(), result.stderr()).isZero();
    return result.stdout().strip();
  }

  static JsonArray array(Object... items) {
    return new JsonArray(List.of(items));
  }

  private String tag() {
    String image = "localhost/podbus/" + own + ":" + afterwards.size();
    afterwards.add(new String[] {"rmi", "-f", image});
    return image;
  }

  final String build(String file, JsonObject options) throws IOException {
    String image = tag();
    CommandResult result = built(file, options.copy().put("image", image));
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return image;
  }

  final CommandResult built(String file, JsonObject options) throws IOException {
    Path context = Files.createTempDirectory(temporary, "context");
    Files.writeString(context.resolve("Containerfile"), file.formatted(PlannedPodman.IMAGE));
    Files.writeString(
        context.resolve("Other"), "FROM " + PlannedPodman.IMAGE + "\nRUN echo other\n");
    Files.writeString(context.resolve("left"), "x");
    Files.writeString(context.resolve("ignored"), "left\n");
    JsonObject body = options.copy().put("operation", "build").put("context", context.toString());
    return podman.run(body.containsKey("image") ? body : body.put("image", tag()), context);
  }
}
