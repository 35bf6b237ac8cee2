package io.podbus.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.config.AuthConfig;
import io.podbus.config.ConfigException;
import io.podbus.protocol.Caller;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens as `scripts/token` makes them and the service takes them.
class TokenFileTest {
  @TempDir Path directory;

  private String script(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("scripts/token"));
    command.addAll(List.of(words));
    command.addAll(List.of("--file", file().toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  private Path file() {
    return directory.resolve("tokens");
  }

  private Authenticator authenticator(Vertx vertx, Instant[] now) {
    AuthConfig config =
        new AuthConfig(
            Optional.of(file()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            "sub",
            "scope",
            Duration.ZERO,
            Duration.ofMinutes(1));
    return ConfiguredAuthenticator.create(vertx, config, false, () -> now[0]);
  }

  @Test
  void whatTheScriptMakesLetsInUntilItIsRevoked() throws Exception {
    Instant[] now = {Instant.now()};
    String alice = script("make", "alice");
    String bob = script("make", "bob", "--scopes", "read,trusted", "--expires", "2");
    Vertx vertx = Vertx.vertx();
    try {
      Authenticator tokens = authenticator(vertx, now);

      Identity found = tokens.bearer(alice).orElseThrow();
      assertThat(found.caller()).isEqualTo(new Caller("alice", Set.of("write")));
      assertThat(tokens.bearer(bob))
          .map(Identity::caller)
          .hasValue(new Caller("bob", Set.of("read", "trusted")));
      assertThat(tokens.holds(found)).isTrue();
      assertThat(script("list")).contains("alice", "bob").doesNotContain(alice);
      assertThat(Files.readString(file())).doesNotContain(alice.substring(20));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");

      now[0] = now[0].plus(Duration.ofDays(3));
      assertThat(tokens.bearer(bob)).as("expired").isEmpty();

      script("revoke", alice.split("_", 3)[1]);
      tokens.refresh();
      assertThat(tokens.bearer(alice)).isEmpty();
      assertThat(tokens.holds(found)).as("also for who is in already").isFalse();

      String carol = script("make", "carol");
      tokens.refresh();
      assertThat(tokens.bearer(carol)).isPresent();
    } finally {
      vertx.close();
    }
  }

  @Test
  void almostATokenIsNone() throws Exception {
    Instant now = Instant.now();
    String token = script("make", "alice");
    TokenFile file = TokenFile.parse(Files.readAllBytes(file()));

    assertThat(file.find(token, now)).isPresent();
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'a' ? 'b' : 'a';
      assertThat(file.find(token.substring(0, i) + other + token.substring(i + 1), now))
          .as("changed at %d", i)
          .isEmpty();
      assertThat(file.find(token.substring(0, i), now)).as("cut at %d", i).isEmpty();
    }
    for (String odd :
        new String[] {
          "", token + "x", " " + token, token + "\n", token.toUpperCase(java.util.Locale.ROOT)
        }) {
      assertThat(file.find(odd, now)).as(odd).isEmpty();
    }
  }

  @Test
  void aBadFileKeepsTheOldOneAndSaysSo() throws Exception {
    Instant[] now = {Instant.now()};
    String token = script("make", "alice");
    Vertx vertx = Vertx.vertx();
    try {
      Authenticator tokens = authenticator(vertx, now);
      Files.writeString(file(), "nonsense\n");
      tokens.refresh();

      assertThat(tokens.bearer(token)).isPresent();
      assertThat(tokens.faults()).singleElement().asString().contains("line 1", file().toString());

      Files.writeString(file(), "# nobody\n");
      tokens.refresh();
      assertThat(tokens.bearer(token)).isEmpty();
      assertThat(tokens.faults()).isEmpty();
    } finally {
      vertx.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc alice write never 00",
        "abcdefghijkl alice write never 00",
        "abcdefghijkl alice write never",
        "abcdefghijkl a,b write never HASH",
        "abcdefghijkl alice write soon HASH",
        "abcdefghijkl alice \"x\" never HASH",
        "ABCDEFGHIJKL alice write never HASH",
        "abcdefghijkl alice write never HASH more",
        "abcdefghijkl alice write never HASH\nabcdefghijkl bob write never HASH",
      })
  void aLineThatIsNotRightIsNamed(String line) {
    byte[] content = line.replace("HASH", "0".repeat(64)).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> TokenFile.parse(content))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line ");
  }
}
