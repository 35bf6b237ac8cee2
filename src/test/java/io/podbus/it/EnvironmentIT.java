package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a caller puts into the environment arrives in the container, and nowhere else on the host.
class EnvironmentIT extends ServiceTestBase {
  private static final String SECRET = "s3cret" + System.nanoTime();

  /// Variables that would make podman, its helpers or the loader do something else.
  private static JsonObject environment() {
    return new JsonObject()
        .put("PATH", "/" + SECRET + ":/bin")
        .put("LD_PRELOAD", "/" + SECRET + ".so")
        .put("CONTAINER_HOST", "tcp://192.0.2.1/" + SECRET)
        .put("TOKEN", SECRET);
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // The process has gone.
      return "";
    }
  }

  private static String namespace(String pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", pid, "ns/pid")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /// The processes of the host that have the secret in their command line or their environment, as
  /// the namespaces that they are in.
  private static Set<String> namespacesThatKnowTheSecret() {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(process ->
              (read(process.resolve("environ")) + read(process.resolve("cmdline")))
                  .contains(SECRET))
          .forEach(process -> found.add(namespace(process.getFileName().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private String pid(String path) {
    return service
        .podman()
        .say("inspect", "--format", "{{.State.Pid}}", api.session(path).getString("containerName"));
  }

  @Test
  void ofARunIsKnownToItsContainerAlone() {
    String path =
        api.start(
            Api.shell("/bin/busybox env; exec /bin/busybox sleep 1000")
                .put("environment", environment()));
    environment()
        .forEach(entry -> api.awaitOutput(path, entry.getKey() + "=" + entry.getValue() + "\n"));
    assertThat(namespacesThatKnowTheSecret()).containsExactly(namespace(pid(path)));
    assertFoldersArePrivate();
    assertThat(api.session(path).encode()).doesNotContain(SECRET);
    api.close(path, 0);
    assertThat(service.folders()).isEmpty();
  }

  @Test
  void ofAnExecIsKnownToItsContainerAlone() {
    String host = api.start(Api.run("sleep", "1000"));
    JsonObject exec =
        Api.shell("/bin/busybox env; exec /bin/busybox sleep 1000")
            .put("environment", environment());
    exec.remove("image");
    String path = api.post(host + "/exec", exec).headers().firstValue("Location").orElseThrow();
    environment()
        .forEach(entry -> api.awaitOutput(path, entry.getKey() + "=" + entry.getValue() + "\n"));
    assertThat(namespacesThatKnowTheSecret()).containsExactly(namespace(pid(host)));
    assertFoldersArePrivate();
    assertThat(api.session(path).encode()).doesNotContain(SECRET);
    api.close(path, 0);
    api.close(host, 0);
    assertThat(service.folders()).isEmpty();
  }

  private void assertFoldersArePrivate() {
    List<Path> folders = service.folders();
    assertThat(folders).isNotEmpty();
    for (Path folder : folders) {
      assertThat(permissions(folder)).isEqualTo("rwx------");
    }
    List<Path> files = folders.stream().flatMap(EnvironmentIT::files).toList();
    assertThat(files)
        .filteredOn(file -> read(file).contains(SECRET))
        .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
