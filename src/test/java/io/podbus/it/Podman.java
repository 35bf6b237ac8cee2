package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// podman as a witness: called directly, past the service.
///
/// @param configuration the containers.conf that the service made for this host, if it made one
public record Podman(Path configuration) {
  /// How a command ended.
  public record Result(int code, String output) {}

  /// Runs podman; stderr goes with stdout.
  public Result run(String... arguments) {
    List<String> argv = new ArrayList<>(List.of("podman", "--log-level=error"));
    argv.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    if (Files.exists(configuration)) {
      builder.environment().put("CONTAINERS_CONF", configuration.toString());
    }
    builder.environment().put("DISABLE_HC_SYSTEMD", "true");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("podman ends: " + argv).isTrue();
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What podman says, where it must succeed.
  public String say(String... arguments) {
    Result result = run(arguments);
    assertThat(result.code()).as(result.output()).isZero();
    return result.output().strip();
  }

  /// The names of all containers, running or not, that a filter lets through.
  public List<String> names(String filter) {
    return say("ps", "-a", "--filter", filter, "--format", "{{.Names}}").lines().toList();
  }
}
