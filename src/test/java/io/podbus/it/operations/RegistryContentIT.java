package io.podbus.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.it.Service;
import io.podbus.testing.Shows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is in a registry after a push or a build: how it is compressed, signed, encrypted and
/// cached.
class RegistryContentIT extends OperationsTestBase {
  /// Where an engine that runs as root keeps signatures, unless it is told otherwise.
  private static final Path SIGNATURES = Path.of("/var/lib/containers/sigstore");

  private static final String KEY = "it@example.com";

  private final Path folder = directory();
  private final Path keys = folder.resolve("gpg");
  private Registry registry;

  private static Path directory() {
    try {
      // Short: gpg's agent has sockets in it.
      return Files.createTempDirectory("podbus-rc").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  Map<String, String> settings() {
    return Map.of("GNUPGHOME", keys.toString(), "PODBUS_BUILD_CONTEXT_ROOTS", folder.toString());
  }

  @BeforeAll
  void startRegistry() throws IOException {
    registry = Registry.start(folder);
    afterwards(registry::close);
  }

  private JsonObject trusted(JsonObject options) {
    return options.put("certDir", registry.certificates().toString()).put("creds", Registry.CREDS);
  }

  private JsonObject push(String image, String repository) {
    return trusted(op("push"))
        .put("image", image)
        .put("destination", registry.address() + "/" + repository);
  }

  /// An image with a layer that no other has.
  private String image(String what) {
    String container =
        past("run", what, List.of(), "sh", "-c", "echo " + name(what) + " >/own; seq 9999 >>/own");
    String image = "localhost/" + name(what);
    podman.say("commit", "--quiet", container, image);
    afterwardsPodman("rmi", "--force", image);
    return image;
  }

  private String lastLayer(String repository) {
    JsonArray layers =
        new JsonObject(registry.manifest(repository, "latest")).getJsonArray("layers");
    return layers.getJsonObject(layers.size() - 1).getString("mediaType");
  }

  @Test
  @Shows("compression")
  void layersAreOfTheKindThatIsWanted() {
    for (String kind : List.of("gzip", "zstd")) {
      String repository = name(kind);
      done(push(image(kind), repository).put("format", "oci").put("compression", kind));
      assertThat(lastLayer(repository)).endsWith("tar+" + kind);
    }
  }

  @Test
  @Shows({"cacheTo", "cacheFrom"})
  void stepsGoToTheRegistryAndComeFromIt() throws IOException {
    String repository = name("cache");
    Path context = Files.createDirectory(folder.resolve("context"));
    Files.writeString(
        context.resolve("Containerfile"),
        "FROM " + Service.IMAGE + "\nRUN echo " + name("cached") + " >/once\n");
    JsonArray cache = array(registry.address() + "/" + repository);
    JsonObject build =
        trusted(op("build"))
            .put("context", context.toString())
            .put("network", "none")
            .put("layers", true);
    String image = "localhost/" + name("built");
    afterwardsPodman("rmi", "--force", image);
    done(build.copy().put("image", image).put("cacheTo", cache));
    assertThat(registry.tags(repository)).isNotEmpty();
    // Nothing of it is left here.
    String id = podman.say("image", "inspect", "--format={{.Id}}", image);
    podman.say("rmi", "--force", id);

    String again =
        done(build.copy().put("image", image).put("cacheFrom", cache)).getString("stdout");
    assertThat(again)
        .contains("Cache pulled from remote " + registry.address() + "/" + repository + ":")
        .contains("Using cache");
    // What came is an image too, by the name of the cache.
    String fetched = registry.address() + "/" + repository;
    for (String tag : registry.tags(repository)) {
      afterwardsPodman("rmi", "--force", fetched + ":" + tag);
    }
  }

  @Test
  @Shows("decryptionKey")
  void aBuildFromAnEncryptedImageNeedsItsKey() throws IOException {
    Daemon.tool(folder, "openssl", "genrsa", "-out", "private.pem", "2048");
    Daemon.tool(folder, "openssl", "rsa", "-in", "private.pem", "-pubout", "-out", "public.pem");
    String remote = registry.address() + "/" + name("encrypted");
    afterwardsPodman("rmi", "--force", remote);
    String image = image("open");
    encrypt(image, remote);
    podman.say("rmi", "--force", image);
    Path context = Files.createDirectory(folder.resolve("encrypted"));
    Files.writeString(context.resolve("Containerfile"), "FROM " + remote + "\nRUN cat /own\n");
    JsonObject build =
        trusted(op("build"))
            .put("registry", registry.address())
            .put("context", context.toString())
            .put("network", "none")
            .put("layers", false);
    String built = "localhost/" + name("decrypted");
    afterwardsPodman("rmi", "--force", built);
    assertThat(ask(build.copy().put("image", built)).body()).contains("missing private key");
    JsonObject answer =
        done(
            build
                .put("image", built)
                .put("decryptionKey", array(folder.resolve("private.pem").toString())));
    assertThat(answer.getString("stdout")).contains(name("open"));
  }

  /// podman 4.3 itself cannot; buildah can.
  private void encrypt(String image, String remote) throws IOException {
    String login =
        Base64.getEncoder().encodeToString(Registry.CREDS.getBytes(StandardCharsets.UTF_8));
    JsonObject logins =
        new JsonObject()
            .put(
                "auths",
                new JsonObject().put(registry.address(), new JsonObject().put("auth", login)));
    Files.writeString(folder.resolve("auth.json"), logins.encode());
    Daemon.tool(
        folder,
        "buildah",
        "push",
        "--authfile=auth.json",
        "--cert-dir=certs",
        "--encryption-key=jwe:public.pem",
        image,
        remote);
  }

  private boolean isSigned(String repository) throws IOException {
    if (Files.notExists(SIGNATURES)) {
      return false;
    }
    try (Stream<Path> all = Files.list(SIGNATURES)) {
      return all.anyMatch(image ->
          image.getFileName().toString().startsWith(repository + "@sha256=")
              && Files.exists(image.resolve("signature-1")));
    }
  }

  private void removeSignatures() {
    if (Files.notExists(SIGNATURES)) {
      return;
    }
    try (Stream<Path> all = Files.list(SIGNATURES)) {
      for (Path image :
          all.filter(path -> path.getFileName().toString().startsWith(own)).toList()) {
        try (Stream<Path> files = Files.walk(image)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Shows({"sign", "signBy", "removeSignatures"})
  void whatIsSignedHasASignatureUntilItLosesIt() throws IOException {
    Files.createDirectory(
        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    gpg("--quick-gen-key", KEY, "ed25519", "sign", "never");
    afterwards(() -> Daemon.tool(folder, "gpgconf", "--homedir", keys.toString(), "--kill", "all"));
    afterwards(this::removeSignatures);
    // Of its own: the signatures come to lie beside the image here as well, when it is pulled.
    String image = image("signed");
    done(push(image, name("plain")));
    assertThat(isSigned(name("plain"))).isFalse();
    done(push(image, name("signed")).put("signBy", KEY).put("sign", true));
    assertThat(isSigned(name("signed"))).isTrue();
    assertThat(ask(push(image, name("nobody")).put("signBy", "nobody@example.com")).statusCode())
        .isEqualTo(502);

    String remote = registry.address() + "/" + name("signed");
    podman.say("rmi", "--force", image);
    afterwardsPodman("rmi", "--force", remote);
    done(trusted(op("pull")).put("image", remote));
    // To compress it would invalidate what it is signed with.
    assertThat(ask(push(remote, name("kept"))).statusCode()).isEqualTo(502);
    done(push(remote, name("lost")).put("sign", false));
    assertThat(isSigned(name("lost"))).isFalse();
    done(push(remote, name("removed")).put("removeSignatures", true));
    assertThat(registry.tags(name("lost"))).containsExactly("latest");
  }

  private void gpg(String... command) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    "gpg", "--homedir", keys.toString(), "--batch", "--quiet", "--passphrase", ""),
                Stream.of(command))
            .toList();
    Daemon.tool(folder, words.toArray(String[]::new));
  }
}
