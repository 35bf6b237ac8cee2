package io.podbus.process;

import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// Real children on a real Vert.x, and after each test nothing of them left: descriptors by kind
/// and child processes, dead or alive, are as many as before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProcessTestBase {
  static final Duration DEADLINE = Duration.ofSeconds(30);
  static final Map<String, String> ENVIRONMENT = Map.of("PATH", System.getenv("PATH"));

  Vertx vertx;
  ChildSpawner spawner;
  private Map<String, Integer> baseline;

  @BeforeAll
  void open() {
    vertx = newVertx();
    spawner = ChildSpawner.create(vertx);
  }

  static Vertx newVertx() {
    return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  }

  @AfterAll
  void shut() {
    Await.get(vertx.close(), DEADLINE, "Vert.x closes");
  }

  @BeforeEach
  void measure() {
    baseline = resources();
  }

  @AfterEach
  void nothingIsLeft() {
    try {
      Await.until(DEADLINE, "nothing is left", () -> resources().equals(baseline));
    } catch (AssertionError e) {
      throw new AssertionError("before " + baseline + ", after " + resources(), e);
    }
  }

  /// Descriptors of the kinds that children use, and our child processes, counted.
  static Map<String, Integer> resources() {
    Map<String, Integer> counts = new TreeMap<>();
    for (String link : links()) {
      if (link.startsWith("pipe:")
          || link.startsWith("/dev/p")
          || link.equals("anon_inode:[pidfd]")
          || link.equals("anon_inode:inotify")) {
        counts.merge(link.replaceAll("[0-9].*", ""), 1, Integer::sum);
      }
    }
    long own = ProcessHandle.current().pid();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      processes
          .filter(path -> path.getFileName().toString().matches("[0-9]+"))
          .forEach(path -> childState(path, own).ifPresent(s -> counts.merge(s, 1, Integer::sum)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counts;
  }

  private static Optional<String> childState(Path process, long parent) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[1].equals(Long.toString(parent))
          ? Optional.of(fields[0].equals("Z") ? "zombies" : "children")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> links() {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.map(ProcessTestBase::link).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String link(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }

  Running start(SpawnSpec spec) {
    return Running.start(spawner, newContext(), spec);
  }

  Context newContext() {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  /// A shell with pipes that reads everything.
  Running shell(String script) {
    return start(pipes("/bin/sh", "-c", script)).readAll();
  }

  /// A shell in a terminal of 24 by 80 that reads everything.
  Running terminal(String script) {
    return start(spec(new Stdio.Terminal(24, 80), "/bin/sh", "-c", script)).readAll();
  }

  static SpawnSpec pipes(String... argv) {
    return spec(new Stdio.Pipes(true), argv);
  }

  static SpawnSpec spec(Stdio stdio, String... argv) {
    return new SpawnSpec(List.of(argv), ENVIRONMENT, Path.of("/tmp"), stdio);
  }
}
