package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Podman;
import io.podbus.it.Service;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Images that go to a registry and come from it: Debian's `docker-registry` with TLS and a
/// password.
class RegistryIT extends OperationsTestBase {
  private static final String CREDS = Registry.CREDS;

  private final Path folder = directory();
  private String registry = "";
  private Path certificates = folder;

  private static Path directory() {
    try {
      return Files.createTempDirectory("podbus-it-registry");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void startRegistry() throws IOException {
    Registry started = Registry.start(folder);
    afterwards(started::close);
    registry = started.address();
    certificates = started.certificates();
  }

  private JsonObject trusted(JsonObject options) {
    return options.put("certDir", certificates.toString());
  }

  /// An image of our own at the registry.
  private String remote(String what) {
    String image = registry + "/" + name(what);
    afterwardsPodman("rmi", "--force", image);
    return image;
  }

  private JsonObject push(String remote) {
    return trusted(op("push").put("image", Service.IMAGE).put("destination", remote));
  }

  private JsonObject pull(String remote) {
    return trusted(op("pull").put("image", remote));
  }

  private boolean here(String image) {
    return podman.run("image", "exists", image).code() == 0;
  }

  @Test
  @Shows({"creds", "certDir"})
  void whatIsPushedComesBack() {
    String remote = remote("round");
    done(push(remote).put("creds", CREDS));
    assertThat(here(remote)).isFalse();
    JsonObject answer = done(pull(remote).put("creds", CREDS));
    String id = podman.say("image", "inspect", "--format={{.Id}}", remote);
    assertThat(answer.getString("stdout").strip()).isEqualTo(id);
    assertThat(id).isEqualTo(podman.say("image", "inspect", "--format={{.Id}}", Service.IMAGE));
  }

  @Test
  @Shows("pull")
  void aRunFetchesItsImageWithItsLogin() {
    String remote = remote("run");
    done(push(remote).put("creds", CREDS));
    JsonObject run =
        trusted(
            new JsonObject()
                .put("image", remote)
                .put("command", "echo")
                .put("args", array("from the registry")));
    JsonObject refused = api.waitFor(run.copy()).getJsonObject("session");
    assertThat(refused.getJsonObject("exit").getString("error")).isEqualTo("registry-unauthorized");
    assertThat(done(run.put("creds", CREDS)).getString("stdout")).isEqualTo("from the registry\n");
  }

  @Test
  void whoIsNotKnownIsRefused() {
    String remote = remote("refused");
    for (JsonObject options : List.of(push(remote), pull(remote))) {
      problem(options.copy(), 502, "registry-unauthorized");
      JsonObject wrong =
          problem(options.copy().put("creds", "user:wrong"), 502, "registry-unauthorized");
      assertThat(wrong.encode()).doesNotContain("user:wrong");
    }
    problem(
        trusted(op("login").put("registry", registry)).put("creds", "user:wrong"),
        502,
        "registry-unauthorized");
    problem(pull(remote("absent")).put("creds", CREDS), 404, "image-not-found");
  }

  @Test
  @Shows("tlsVerify")
  void aCertificateIsAskedForUnlessItIsNotWanted() {
    String remote = remote("tls");
    JsonObject push = op("push").put("image", Service.IMAGE).put("destination", remote);
    JsonObject strange = problem(push.copy().put("creds", CREDS), 502, "registry-failed");
    assertThat(strange.getString("detail")).contains("certificate");
    done(push.copy().put("creds", CREDS).put("tlsVerify", false));
    JsonObject pull = op("pull").put("image", remote).put("creds", CREDS);
    problem(pull.copy(), 502, "registry-failed");
    problem(pull.copy().put("tlsVerify", true), 502, "registry-failed");
    done(pull.copy().put("tlsVerify", false));
    assertThat(here(remote)).isTrue();
  }

  @Test
  @Shows("authfile")
  void aLoginIsKeptInTheFileThatIsNamedUntilALogout() throws IOException {
    Path logins = folder.resolve(name("auth.json"));
    JsonObject login =
        trusted(op("login").put("registry", registry))
            .put("creds", CREDS)
            .put("authfile", logins.toString());
    JsonObject answer = done(login);
    assertThat(answer.getString("stdout")).contains("Login Succeeded");
    assertThat(answer.encode()).doesNotContain("pa:ss").doesNotContain("w\u00f6rd");
    String kept = Base64.getEncoder().encodeToString(CREDS.getBytes(StandardCharsets.UTF_8));
    assertThat(Files.readString(logins)).contains(registry, kept);

    String remote = remote("file");
    done(push(remote).put("authfile", logins.toString()));
    done(pull(remote).put("authfile", logins.toString()));
    assertThat(here(remote)).isTrue();

    done(op("logout").put("registry", registry).put("authfile", logins.toString()));
    assertThat(Files.readString(logins)).doesNotContain(kept);
    problem(pull(remote).put("authfile", logins.toString()), 502, "registry-unauthorized");
  }

  @Test
  @Shows("signaturePolicy")
  void aPolicyThatRejectsKeepsImagesOut() throws IOException {
    String remote = remote("policy");
    done(push(remote).put("creds", CREDS));
    Path rejects =
        Files.writeString(folder.resolve("policy.json"), "{\"default\":[{\"type\":\"reject\"}]}");
    JsonObject pull = pull(remote).put("creds", CREDS).put("signaturePolicy", rejects.toString());
    Podman.Result without = podman.run("image", "exists", remote);
    assertThat(without.code()).isEqualTo(1);
    assertThat(ask(pull).statusCode()).isEqualTo(502);
    assertThat(here(remote)).isFalse();
  }

  @Test
  void anEngineThatCannotEncryptSaysSo() {
    String version = podman.say("version", "--format={{.Client.Version}}");
    JsonObject push = push(remote("jwe")).put("creds", CREDS).put("encryptionKey", "jwe:/k.pem");
    if (version.startsWith("4.3.")) {
      JsonObject refused = problem(push, 400, "invalid-options");
      assertThat(refused.getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .isEqualTo("/encryptionKey");
    } else {
      assertThat(ask(push).statusCode()).as("there is no such key").isEqualTo(502);
    }
  }

  /// While everything with a password runs, all command lines of the host are read again and again.
  @Test
  void aPasswordStandsOnNoCommandLine() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean seen = new AtomicBoolean();
    Thread watcher =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                if (standsOnACommandLine(Registry.PASSWORD)) {
                  seen.set(true);
                }
              }
            });
    String remote = remote("watched");
    JsonObject session = done(push(remote).put("creds", CREDS)).getJsonObject("session");
    assertThat(session.encode()).doesNotContain(Registry.PASSWORD).doesNotContain("pa:ss");
    done(pull(remote).put("creds", CREDS));
    done(
        trusted(op("login").put("registry", registry))
            .put("creds", CREDS)
            .put("authfile", folder.resolve("watched.json").toString()));
    over.set(true);
    watcher.join();
    assertThat(seen).isFalse();
    assertThat(service.folders()).as("files with secrets").isEmpty();
  }

  static boolean standsOnACommandLine(String secret) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        try {
          if (Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8)
              .contains(secret)) {
            return true;
          }
        } catch (IOException e) {
          // It has ended in the meantime.
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
