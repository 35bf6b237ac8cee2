package io.podbus.podman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.EngineMessages.Kind;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EngineFailuresTest {
  /// The codes that decisions on the contract name, with their statuses.
  private static final String STATUSES =
      """
      image-not-found 404
      container-not-found 404
      pod-not-found 404
      volume-not-found 404
      network-not-found 404
      container-name-in-use 409
      in-use 409
      wrong-state 409
      registry-unauthorized 502
      registry-unreachable 502
      registry-failed 502
      out-of-locks 507
      storage-full 507
      """;

  @Test
  void everyCodeHasItsStatus() {
    Set<String> all =
        Arrays.stream(Kind.values())
            .map(kind -> Problem.kind(EngineFailures.of(kind, "x", 1, "")))
            .map(kind -> kind.code() + " " + kind.status())
            .collect(Collectors.toSet());
    assertThat(all).containsAll(STATUSES.lines().toList());
  }

  @Test
  void whatEndsAProgramIsACodeOfTheExitAlone() {
    for (Kind kind : new Kind[] {Kind.NO_SUCH_COMMAND, Kind.NOT_EXECUTABLE, Kind.CANNOT_START}) {
      assertThat(EngineFailures.code(kind)).isEqualTo(kind.wireName());
      assertThat(EngineFailures.of(kind, "x", 127, "Error: x\n"))
          .isEqualTo(new Failure.PodmanFailed("x", 127, "Error: x\n"));
    }
  }

  @Test
  void ofALongTextTheEndIsTold() {
    Failure failure = EngineFailures.of(Kind.OTHER, "x", 125, "a".repeat(10_000) + "end");
    assertThat(((Failure.PodmanFailed) failure).stderr()).hasSize(4096).endsWith("end");
  }

  @Test
  void theDocumentNamesEveryCodeOfAnExit() throws IOException {
    String text = Files.readString(Path.of("docs/protocol.md"));
    Matcher list = Pattern.compile("`error` is one of (.*?)\\.\n", Pattern.DOTALL).matcher(text);
    assertThat(list.find()).isTrue();
    Set<String> documented = new TreeSet<>();
    Matcher code = Pattern.compile("`([a-z-]+)`").matcher(list.group(1));
    while (code.find()) {
      documented.add(code.group(1));
    }
    assertThat(documented)
        .isEqualTo(
            Arrays.stream(Kind.values())
                .map(EngineFailures::code)
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
