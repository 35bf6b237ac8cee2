package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the table of transitions in docs/architecture.md against the state machine.
class SessionMachineDocumentTest {
  private static final String HEAD = "| in | on | goes to | and |\n| --- | --- | --- | --- |\n";

  @Test
  void theDocumentHasEveryTransitionAndNoOther() throws IOException {
    String text = Files.readString(Path.of("docs/architecture.md"));

    assertThat(text).contains(HEAD);
    int from = text.indexOf(HEAD) + HEAD.length();
    assertThat(text.substring(from, text.indexOf("\n\n", from) + 1)).isEqualTo(table());
  }

  private static String table() {
    return Arrays.stream(SessionState.values())
        .flatMap(state -> Arrays.stream(SessionMachine.Event.values()).flatMap(e -> row(state, e)))
        .collect(Collectors.joining());
  }

  private static Stream<String> row(SessionState state, SessionMachine.Event event) {
    return SessionMachine.apply(state, event).stream()
        .map(next ->
            "| `%s` | `%s` | `%s` | `%s` |\n"
                .formatted(name(state), name(event), name(next.to()), name(next.effect())));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
