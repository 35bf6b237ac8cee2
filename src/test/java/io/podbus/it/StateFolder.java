package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A state directory that outlives the processes that use it. Its end shows that they left nothing,
/// and ends what they did leave, so that a test that fails leaves nothing either.
final class StateFolder implements AutoCloseable {
  private final Path directory;

  StateFolder() {
    try {
      directory = Files.createTempDirectory("podbus-it");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Room for what belongs to the test and not to the service.
  Path directory() {
    return directory;
  }

  /// The state directory itself.
  Path path() {
    return directory.resolve("state");
  }

  Podman podman() {
    return new Podman(path().resolve("containers.conf"));
  }

  /// What the label `io.podbus.instance` of this directory's containers says.
  String instance() {
    try {
      return Files.readString(path().resolve("instance")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The containers that were made from here and that are still there, by name.
  List<String> containers() {
    return Files.exists(path().resolve("instance"))
        ? podman().names("label=io.podbus.instance=" + instance())
        : List.of();
  }

  /// All files that sessions have here.
  List<Path> sessionFiles() {
    return files(path().resolve("sessions"));
  }

  /// The sessions whose journals are here, by id.
  List<String> journals() {
    Path journals = path().resolve("journals");
    return files(journals).stream()
        .filter(file -> file.getParent().equals(journals))
        .map(file -> file.getFileName().toString())
        .toList();
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder)).sorted((a, b) -> b.compareTo(a)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<String> containers = containers();
    List<Path> left = sessionFiles();
    containers.forEach(name -> podman().run("rm", "-f", "-t", "0", name));
    try {
      for (Path path : files(directory)) {
        Files.deleteIfExists(path);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(containers).as("containers after the end").isEmpty();
    assertThat(left).as("files of sessions after the end").isEmpty();
  }
}
