package io.podbus.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A script in podman's place that answers the service's questions as podman would and runs a line
/// of shell instead of a container: for tests of the service alone.
///
/// @param path what a service takes as its `podmanPath`
record StubPodman(Path path) implements AutoCloseable {
  private static final String SCRIPT =
      """
      #!/bin/sh
      case "$1" in
        run)
          for argument; do
            case "$argument" in
              --cidfile=*) echo 0123456789abcdef >"${argument#--cidfile=}" ;;
              --pidfile=*) echo $$ >"${argument#--pidfile=}" ;;
            esac
          done
          %s
          ;;
        version | info) exec podman "$@" ;;
      esac
      """;

  /// @param program what a session runs
  static StubPodman running(String program) {
    try {
      Path path = Files.createTempDirectory("podbus-it-podman").resolve("podman");
      Files.writeString(path, SCRIPT.formatted(program));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      return new StubPodman(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      Files.delete(path);
      Files.delete(path.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
