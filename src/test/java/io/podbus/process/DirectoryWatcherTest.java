package io.podbus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatcherTest extends ProcessTestBase {
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private DirectoryWatcher watcher;
  @TempDir Path directory;

  @BeforeEach
  void create() {
    seen.clear();
    watcher = DirectoryWatcher.create(vertx);
  }

  @AfterEach
  void close() {
    watcher.close();
    watcher.close();
  }

  @Test
  void tellsWhatAppears() throws IOException {
    watcher.watch(directory, seen::add);
    Files.writeString(directory.resolve("pidfile"), "1");
    Files.createDirectory(directory.resolve("below"));
    Files.move(directory.resolve("pidfile"), directory.resolve("moved"));
    Await.until(
        DEADLINE, "all are told", () -> seen.containsAll(List.of("pidfile", "below", "moved")));
  }

  @Test
  void tellsOnTheContextThatAsked() throws IOException {
    AtomicReference<Context> told = new AtomicReference<>();
    Context context = newContext();
    context.runOnContext(_ -> {
      watcher.watch(directory, _ -> told.set(Vertx.currentContext()));
      seen.add("watching");
    });
    Await.until(DEADLINE, "the watch is there", () -> !seen.isEmpty());
    Files.createFile(directory.resolve("file"));
    Await.until(DEADLINE, "it is told", () -> told.get() != null);
    assertThat(told.get()).isSameAs(context);
  }

  @Test
  void closedWatchIsSilentAndAnotherOnTheSameDirectoryIsNot() throws IOException {
    Queue<String> other = new ConcurrentLinkedQueue<>();
    DirectoryWatcher.Watch watch = watcher.watch(directory, seen::add);
    watcher.watch(directory, other::add);
    watch.close();
    watch.close();
    Files.createFile(directory.resolve("file"));
    Await.until(DEADLINE, "the other is told", () -> other.contains("file"));
    assertThat(seen).isEmpty();
  }

  @Test
  void directoryThatGoesIsTold() throws IOException {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    watcher.watch(gone, seen::add);
    Files.delete(gone);
    Await.until(DEADLINE, "an empty name", () -> seen.contains(""));
  }

  @Test
  void missingDirectoryIsRefused() {
    assertThatThrownBy(() -> watcher.watch(directory.resolve("missing"), seen::add))
        .isInstanceOf(WatchException.class)
        .hasMessageContaining("it is not there");
    watcher.close();
    assertThatThrownBy(() -> watcher.watch(directory, seen::add))
        .isInstanceOf(IllegalStateException.class);
  }
}
