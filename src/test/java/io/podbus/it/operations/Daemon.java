package io.podbus.it.operations;

import io.podbus.it.Service;
import io.podbus.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that runs beside the service for a test, with its log in a file.
final class Daemon implements AutoCloseable {
  private final Process process;
  private final Path log;

  private Daemon(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Daemon start(Path log, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      return new Daemon(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What its log says in the first group of a pattern, once it does.
  String said(Pattern pattern) {
    Await.until(
        Service.DEADLINE,
        log + " says " + pattern,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("it has ended: " + log());
          }
          return pattern.matcher(log()).find();
        });
    Matcher matcher = pattern.matcher(log());
    return matcher.find() ? matcher.group(1) : "";
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Runs a tool to its end, which must be a good one.
  static void tool(Path directory, String... command) {
    try {
      Process tool =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("tool.log").toFile())
              .start();
      if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
        throw new AssertionError(
            List.of(command) + ": " + Files.readString(directory.resolve("tool.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
