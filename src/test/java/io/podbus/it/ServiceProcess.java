package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The service as its operator runs it: the built jar, as a process of its own. For what ends a
/// process, or keeps it from starting.
final class ServiceProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target/podbus.jar");
  private static final Pattern WELCOME =
      Pattern.compile("listens on (http://\\S+) \\(management: (http://\\S+)\\)");

  private final Process process;
  private final Path out;
  private final Path err;

  private ServiceProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts it on free ports and waits until it listens.
  ///
  /// @param settings further variables of the configuration
  static ServiceProcess listening(StateFolder state, Map<String, String> settings) {
    ServiceProcess service = launch(state, settings);
    Await.until(
        Service.DEADLINE,
        "the service listens",
        () -> {
          if (!service.process.isAlive()) {
            throw new AssertionError("ended instead: " + service.err());
          }
          return service.welcome().isPresent();
        });
    return service;
  }

  /// Starts it without a look at what comes of it.
  static ServiceProcess launch(StateFolder state, Map<String, String> settings) {
    assertThat(JAR).as("the jar that the build made before").exists();
    try {
      Path out = Files.createTempFile(state.directory(), "service", ".out");
      Path err = Files.createTempFile(state.directory(), "service", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(
                  // A shell starts what it runs in the background with SIGINT ignored, and that is
                  // inherited: the tests must not depend on how they were started.
                  "env",
                  "--default-signal=INT",
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-Xmx256m",
                  "-jar",
                  JAR.toString())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("PODBUS_"));
      environment.remove("CONTAINERS_CONF");
      environment.remove("JAVA_TOOL_OPTIONS");
      environment.put("PODBUS_HTTP_PORT", "0");
      environment.put("PODBUS_MANAGEMENT_PORT", "0");
      environment.put("PODBUS_STATE_DIR", state.path().toString());
      environment.put("PODBUS_LOG_LEVEL", "warn");
      environment.put("PODBUS_POLICY_FILE", Service.EVERYTHING);
      environment.putAll(settings);
      return new ServiceProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Matcher> welcome() {
    Matcher matcher = WELCOME.matcher(out());
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }

  /// The address of the data port.
  String url() {
    return welcome().orElseThrow().group(1);
  }

  /// The address of the management port.
  String managementUrl() {
    return welcome().orElseThrow().group(2);
  }

  Api api() {
    return new Api(url());
  }

  /// What it has written to its stdout.
  String out() {
    return read(out);
  }

  /// What it has written to its stderr, its log.
  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends it a signal, such as `TERM`.
  void signal(String name) {
    Shell.run("kill -" + name + " " + process.pid());
  }

  /// Waits for its end and returns its code.
  int awaitEnd() {
    Await.until(Service.DEADLINE, "the service ends", () -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
      awaitEnd();
    }
  }
}
