package io.podbus.podman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineProbeTest {
  private static String recorded(String name) throws IOException {
    try (InputStream in = EngineProbeTest.class.getResourceAsStream("/engine/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static EngineProfile probe(CommandRunner runner) {
    Future<EngineProfile> profile = new EngineProbe(runner, Duration.ofSeconds(10)).probe();
    assertThat(profile.succeeded()).isTrue();
    return profile.result();
  }

  private static EngineProfile answering(String version, String info) {
    return probe((arguments, _) ->
        Future.succeededFuture(
            new CommandResult(0, arguments.getFirst().equals("info") ? info : version, "")));
  }

  @Test
  void aRealEngineIsKnown() throws IOException {
    EngineProfile engine = answering(recorded("version-4.3.1.json"), recorded("info-4.3.1.json"));
    assertThat(engine.version()).isEqualTo(new EngineVersion(4, 3, 1));
    assertThat(engine.known()).isTrue();
    assertThat(engine.problem()).isNull();
    assertThat(engine.rootless()).isFalse();
    assertThat(engine.ociRuntime()).isEqualTo("runc");
    assertThat(engine.cgroupVersion()).isEqualTo("v1");
    assertThat(engine.networkBackend()).isEqualTo("netavark");
    assertThat(engine.passthroughSupported()).isTrue();
    String id = "a".repeat(64);
    assertThat(engine.staticDirectory(id))
        .contains(Path.of("/var/lib/containers/storage/overlay-containers/" + id + "/userdata"));
    assertThat(engine.staticDirectory("../../etc")).isEmpty();
  }

  @Test
  void nonsenseGivesAnUnknownEngineWithAReason() {
    for (String nonsense : List.of("", "hello", "{", "[]", "{\"host\":1,\"Client\":[]}", "null")) {
      EngineProfile engine = answering(nonsense, nonsense);
      assertThat(engine.known()).as(nonsense).isFalse();
      assertThat(engine.passthroughSupported()).isFalse();
      assertThat(engine.problem()).as(nonsense).isNotBlank();
      assertThat(engine.staticDirectory("a".repeat(64))).isEmpty();
    }
  }

  @Test
  void anEngineThatCannotBeRunIsUnknown() {
    assertThat(probe((_, _) -> Future.failedFuture("no such file")).problem())
        .isEqualTo("podman could not be run: no such file");
  }

  @Test
  void theVersionStandsWhereInfoFails() throws IOException {
    String version = recorded("version-4.3.1.json");
    EngineProfile engine =
        probe((arguments, _) ->
            Future.succeededFuture(
                arguments.getFirst().equals("info")
                    ? new CommandResult(125, "", "Error: database configuration mismatch\n")
                    : new CommandResult(0, version, "")));
    assertThat(engine.version()).isEqualTo(new EngineVersion(4, 3, 1));
    assertThat(engine.problem()).contains("exit 125: database configuration mismatch");
  }

  @Test
  void versionsAreReadAndOrdered() {
    assertThat(EngineVersion.parse("5.2.0-dev")).contains(new EngineVersion(5, 2, 0));
    assertThat(EngineVersion.parse("v4.9")).contains(new EngineVersion(4, 9, 0));
    assertThat(EngineVersion.parse("podman")).isEmpty();
    assertThat(EngineVersion.of("4.10").atLeast(EngineVersion.of("4.9.9"))).isTrue();
    assertThat(EngineVersion.of("4.3.1").atLeast(EngineVersion.of("4.5"))).isFalse();
  }
}
