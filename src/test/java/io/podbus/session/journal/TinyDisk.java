package io.podbus.session.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small file system of its own, in memory, that can be filled up and made read-only. Needs root.
public final class TinyDisk implements AutoCloseable {
  private final Path mount;

  public TinyDisk(Path mount, int mebibytes) {
    this.mount = mount;
    try {
      Files.createDirectories(mount);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "podbus-test", mount.toString());
  }

  public Path path() {
    return mount;
  }

  /// Leaves no room.
  public void fill() {
    try {
      Process dd =
          new ProcessBuilder("dd", "if=/dev/zero", "of=" + mount.resolve("ballast"), "bs=4096")
              .redirectErrorStream(true)
              .start();
      dd.getInputStream().readAllBytes();
      dd.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Gives the room back.
  public void empty() {
    try {
      Files.delete(mount.resolve("ballast"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void readOnly(boolean on) {
    run("mount", "-o", "remount," + (on ? "ro" : "rw"), mount.toString());
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    run("umount", "-l", mount.toString());
  }
}
