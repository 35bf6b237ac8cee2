package io.podbus.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/// The real podman behind a script that writes down each call: a witness of what the service
/// starts.
///
/// @param path what a service takes as its `podmanPath`
record CountedPodman(Path path, Path log) implements AutoCloseable {
  static CountedPodman create() {
    try {
      Path directory = Files.createTempDirectory("podbus-it-podman");
      Path path = directory.resolve("podman");
      Path log = directory.resolve("calls");
      Files.createFile(log);
      Files.writeString(
          path, "#!/bin/sh\necho \"$*\" >>'" + log + "'\nexec " + real() + " \"$@\"\n");
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      return new CountedPodman(path, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path real() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, "podman"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no podman in PATH"));
  }

  /// The arguments of each call so far; without the look for forgotten containers, which comes when
  /// its time has come.
  List<String> calls() {
    try {
      return Files.readAllLines(log).stream().filter(call -> !call.contains("ps --all")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.delete(path);
      Files.delete(log);
      Files.delete(path.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
