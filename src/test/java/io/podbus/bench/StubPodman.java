package io.podbus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A script in podman's place: it answers the service's own questions as podman would, and runs a
/// line of the shell instead of a container.
final class StubPodman {
  private StubPodman() {}

  /// Makes one.
  ///
  /// @param line what it does for `run`, once it has said that the program runs
  static Path make(Settings settings, String name, String line) {
    String script =
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
            LINE
            ;;
          version | info) exec podman "$@" ;;
        esac
        """;
    try {
      Path file = settings.work().resolve(name);
      Files.writeString(file, script.replace("LINE", line));
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
