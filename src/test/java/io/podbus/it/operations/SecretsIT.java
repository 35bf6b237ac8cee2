package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Api;
import io.podbus.it.Service;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Where secrets are while sessions run: with the program, and nowhere else.
class SecretsIT extends OperationsTestBase {
  private final String secret = "hush-" + own;

  private JsonObject withSecret(JsonObject options) {
    return options.put("secretEnvironment", new JsonObject().put("TOKEN", secret));
  }

  @Test
  void theyAreWithTheProgramAlone() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    Thread watcher =
        Thread.ofPlatform()
            .start(() -> {
              while (rounds.get() >= 0) {
                seen.addAndGet(RegistryIT.standsOnACommandLine(secret) ? 1 : 0);
                rounds.updateAndGet(n -> n < 0 ? n : n + 1);
              }
            });
    String path =
        api.start(withSecret(Api.shell("echo ${#TOKEN}; read x; echo ${#TOKEN}; sleep 1000")));
    api.awaitOutput(path, secret.length() + "\n");
    Await.until(Service.DEADLINE, "their file is gone", () -> filesWithSecrets().isEmpty());

    String exec =
        api.post(
                path + "/exec",
                withSecret(new JsonObject().put("command", "sh").put("tty", false))
                    .put("args", array("-c", "echo ${#TOKEN}; read x")))
            .headers()
            .firstValue("Location")
            .orElseThrow();
    api.awaitOutput(exec, secret.length() + "\n");
    Await.until(Service.DEADLINE, "its file is gone", () -> filesWithSecrets().isEmpty());

    for (String each : List.of(path, exec)) {
      assertThat(api.session(each).encode()).doesNotContain(secret);
      assertThat(api.output(each)).doesNotContain(secret);
      assertThat(api.get(each + "/usage").body()).doesNotContain(secret);
    }
    assertThat(api.get("/v1/sessions").body()).doesNotContain(secret);
    assertThat(api.post("/v1/sessions?dryRun=true", withSecret(Api.run("true"))).body())
        .contains("TOKEN")
        .doesNotContain(secret);
    api.close(exec, 0);
    JsonObject ended = api.close(path, 0);
    assertThat(ended.encode()).doesNotContain(secret);
    assertThat(api.events(path).toString()).doesNotContain(secret);
    assertThat(filesWithSecrets()).isEmpty();
    int looked = rounds.getAndSet(Integer.MIN_VALUE);
    watcher.join();
    assertThat(looked).as("looks at all command lines").isPositive();
    assertThat(seen.get()).isZero();
  }

  /// Files of sessions' folders in which the secret stands.
  private List<Path> filesWithSecrets() {
    return service.folders().stream().flatMap(this::below).filter(this::hasSecret).toList();
  }

  private Stream<Path> below(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList().stream();
    } catch (IOException | UncheckedIOException e) {
      // It has gone in the meantime.
      return Stream.empty();
    }
  }

  private boolean hasSecret(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret);
    } catch (IOException e) {
      return false;
    }
  }
}
