package io.podbus.it;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The real podman behind a script that fails on demand.
///
/// @param path what a service takes as its `podmanPath`
record FaultyPodman(Path path) implements AutoCloseable {
  static FaultyPodman create() {
    try {
      FaultyPodman podman =
          new FaultyPodman(Files.createTempDirectory("podbus-it-podman").resolve("podman"));
      podman.restore();
      return podman;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A run that fails in this way.
  static JsonObject run(String fault) {
    return Api.run("true").put("labels", new JsonObject().put("fault", fault));
  }

  /// Takes podman away, as an upgrade of its package does for a moment.
  void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Leaves a file that looks like a program and cannot be run.
  void spoil() {
    try {
      Files.writeString(path, "#!/no/such/interpreter\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// In its place, from now on, a script that does this whatever it is asked.
  void always(String line) {
    try {
      Files.writeString(path, "#!/bin/sh\n" + line + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Puts it (back) where it belongs.
  void restore() {
    try (InputStream script = FaultyPodman.class.getResourceAsStream("faulty-podman")) {
      Files.write(path, script.readAllBytes());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    remove();
    try {
      Files.delete(path.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
