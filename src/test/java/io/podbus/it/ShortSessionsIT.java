package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Many sessions, one after another; and after their retention nothing of them. The engine is a
/// script, so that it is the service that is looked at.
class ShortSessionsIT {
  private static final int SESSIONS = Scale.of(200, 10_000);
  private static final int LIVE_HEAP_MAY_GROW = 8 << 20;
  private static final Duration LONG = Duration.ofMinutes(10);

  private static long heap() {
    // Twice: the first one finds what cleaners then let go of.
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// All descriptors but sockets: those of the test's own client come and go.
  private static long descriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(fd -> !target(fd).startsWith("socket:")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // The one with which the list is read.
      return "";
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void oneAfterAnother(Service service, int count) {
    Api api = service.api();
    for (int i = 0; i < count; i++) {
      // Its line is taken from its journal, which has been written to the disk by and by.
      assertThat(api.waitFor(Api.run("x")).getString("stdout")).isEqualTo("a line\n");
    }
    Await.until(
        LONG,
        "their retention is over",
        () ->
            api.get("/v1/sessions?limit=1").body().contains("\"sessions\":[]")
                && files(service.journals()).isEmpty());
  }

  @Test
  void leaveNoFileNoDescriptorAndNoMemory() {
    try (StubPodman podman = StubPodman.running("echo a line");
        Service service =
            Service.start(
                Map.of(
                    "PODBUS_PODMAN_PATH",
                    podman.path().toString(),
                    "PODBUS_SESSIONS_RETENTION_MS",
                    "500"))) {
      // What is made once is made now.
      oneAfterAnother(service, 100);
      long descriptors = descriptors();
      long heap = heap();
      oneAfterAnother(service, SESSIONS);
      assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors);
      assertThat(heap() - heap).as("growth of the heap").isLessThan(LIVE_HEAP_MAY_GROW);
      assertThat(service.folders()).isEmpty();
      assertThat(Resources.children()).isZero();
    }
  }
}
