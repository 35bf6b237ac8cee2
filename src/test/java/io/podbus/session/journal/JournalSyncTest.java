package io.podbus.session.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When output is forced to the disk, as a flight recording saw it.
class JournalSyncTest {
  private static final int RECORDS = 20;
  private static final Duration BEYOND_THE_TEST = Duration.ofHours(1);

  @TempDir private Path folder;
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void shut() {
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  /// Writes records, each once the one before stands in the file, and counts how often a segment
  /// was forced to the disk.
  private long forced(JournalSync sync, Duration interval) throws IOException {
    JournalSettings settings =
        new JournalSettings(1 << 20, 8 << 20, 1L << 30, 1L << 30, sync, interval);
    Path journals = folder.resolve("journals");
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      try (TestStore store = new TestStore(journals, settings)) {
        LoopJournal journal = new LoopJournal(vertx, store, 1 << 20, Duration.ofSeconds(30));
        for (int i = 0; i < RECORDS; i++) {
          journal.write(StreamName.STDOUT, 100);
          journal.awaitWritten();
        }
        recording.stop();
        recording.dump(file);
        journal.close();
      }
    }
    return RecordingFile.readAllEvents(file).stream().filter(JournalSyncTest::ofASegment).count();
  }

  private static boolean ofASegment(RecordedEvent event) {
    return String.valueOf(event.getString("path")).endsWith(JournalDirectory.SUFFIX);
  }

  @Test
  void alwaysMeansBeforeItCountsAsWritten() throws IOException {
    assertThat(forced(JournalSync.ALWAYS, BEYOND_THE_TEST)).isGreaterThanOrEqualTo(RECORDS);
  }

  @Test
  void anIntervalIsNotEachWrite() throws IOException {
    assertThat(forced(JournalSync.INTERVAL, BEYOND_THE_TEST)).isLessThanOrEqualTo(1);
    assertThat(forced(JournalSync.INTERVAL, Duration.ofNanos(1))).isPositive();
  }

  @Test
  void noneIsNever() throws IOException {
    assertThat(forced(JournalSync.NONE, Duration.ofNanos(1))).isZero();
  }
}
