package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// bash on this host, as somebody has it who pastes a line.
final class Shell {
  private Shell() {}

  /// Runs a script, which has to succeed, and returns what it wrote to both streams.
  static String run(String script) {
    try {
      Process process =
          new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends: " + script).isTrue();
      assertThat(process.exitValue()).as(script + "\n" + output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
