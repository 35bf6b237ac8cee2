package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.Podbus;
import io.podbus.config.ConfigLoader;
import io.podbus.config.PodbusConfig;
import io.podbus.session.Clock;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The whole service in this JVM, on free ports and a state directory of its own, with the real
/// podman. Its end shows that nothing of it is left.
public final class Service implements AutoCloseable {
  public static final String IMAGE = "localhost/podbus/sandbox";

  /// Longer than anything here takes, also on a machine that does something else at the same time.
  public static final Duration DEADLINE = Duration.ofSeconds(60);

  /// Most tests are of what options do, not of who may give them.
  static final String EVERYTHING =
      Path.of("src/test/resources/policy/everything.yaml").toAbsolutePath().toString();

  private final Podbus podbus;
  private final Path directory;
  private final Podman podman;
  private final long childrenBefore;

  private Service(Podbus podbus, Path directory, long childrenBefore) {
    this.podbus = podbus;
    this.childrenBefore = childrenBefore;
    this.directory = directory;
    this.podman = new Podman(directory.resolve("state/containers.conf"));
  }

  /// @param settings variables of the configuration, as PODBUS_SESSIONS_MAX
  public static Service start(Map<String, String> settings) {
    return start(settings, System::currentTimeMillis);
  }

  /// @param wall the time that the service takes for that of the host, as
  ///   `System::currentTimeMillis`
  static Service start(Map<String, String> settings, LongSupplier wall) {
    long children = Resources.children();
    try {
      Path directory = Files.createTempDirectory("podbus-it");
      Map<String, String> environment = new HashMap<>(System.getenv());
      // Found out by the service itself, as for an operator.
      environment.remove("CONTAINERS_CONF");
      environment.putAll(
          Map.of(
              "PODBUS_HTTP_PORT",
              "0",
              "PODBUS_MANAGEMENT_PORT",
              "0",
              "PODBUS_STATE_DIR",
              directory.resolve("state").toString(),
              "PODBUS_POLICY_FILE",
              EVERYTHING));
      environment.putAll(settings);
      PodbusConfig config = ConfigLoader.load(Optional.empty(), environment);
      Podbus podbus =
          Await.get(
              Podbus.start(config, environment, new Clock(wall, System::nanoTime)),
              DEADLINE,
              "the service starts");
      return new Service(podbus, directory, children);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return podbus.dataUrl();
  }

  public Path stateDirectory() {
    return podbus.stateDirectory();
  }

  public String managementUrl() {
    return podbus.managementUrl();
  }

  public Api api() {
    return new Api(podbus.dataUrl());
  }

  /// The bus that the service's verticles are on.
  public Vertx vertx() {
    return podbus.vertx();
  }

  public Podman podman() {
    return podman;
  }

  /// The containers that this service made and that are still there, by name.
  public List<String> containers() {
    return podman.names("label=io.podbus.instance=" + instance());
  }

  private String instance() {
    try {
      return Files.readString(directory.resolve("state/instance")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The private folders of sessions that are still there.
  public List<Path> folders() {
    Path sessions = directory.resolve("state/sessions");
    if (!Files.isDirectory(sessions)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(sessions)) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the journals of sessions are.
  Path journals() {
    return directory.resolve("state/journals");
  }

  /// Files that came with requests and are still there.
  public List<Path> uploads() {
    try (Stream<Path> entries = Files.list(directory.resolve("state/uploads"))) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Await.get(podbus.stop(), DEADLINE, "the service stops");
    assertThat(containers()).as("containers after the end").isEmpty();
    assertThat(folders()).as("folders of sessions after the end").isEmpty();
    assertThat(Resources.children())
        .as("children after the end, dead ones that nobody waited for included")
        .isLessThanOrEqualTo(childrenBefore);
    delete(directory);
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
