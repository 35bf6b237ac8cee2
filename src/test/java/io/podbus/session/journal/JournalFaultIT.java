package io.podbus.session.journal;

import static io.podbus.protocol.StreamName.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full, or that may not be written. On a file system that is mounted for it, so
/// that it needs root, as podman's tests do.
class JournalFaultIT {
  private static final int KIB = 1024;

  private Vertx vertx;
  private TinyDisk disk;
  private TestStore store;

  @BeforeEach
  void open(@TempDir Path folder) {
    vertx = Vertx.vertx();
    disk = new TinyDisk(folder.resolve("disk"), 4);
    store =
        new TestStore(
            disk.path().resolve("journals"), TestStore.settings(256 * KIB, 1 << 20, 1L << 30));
  }

  @AfterEach
  void shut() {
    store.close();
    disk.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  private LoopJournal journal() {
    return new LoopJournal(vertx, store, 64 << 20, Duration.ofSeconds(30));
  }

  private static void write(LoopJournal journal, int records) {
    for (int i = 0; i < records; i++) {
      journal.write(STDOUT, 4 * KIB);
    }
  }

  private void awaitProblem(LoopJournal journal) {
    Await.until(
        LoopJournal.DEADLINE,
        "the failure is told",
        () -> journal.on(SessionJournal::storageProblem) != null && !journal.storage.isEmpty());
  }

  @Test
  void whenTheDiskIsFullTheSessionGoesOnInMemoryAndComesBack() {
    LoopJournal journal = journal();
    write(journal, 100);
    journal.awaitWritten();
    disk.fill();
    write(journal, 400);
    awaitProblem(journal);
    assertThat(journal.storage.getFirst()).contains("No space left");
    assertThat(store.store().problem()).contains("No space left");
    assertThat(store.store().figures().failing()).isEqualTo(1);

    // What stands in memory is read as ever, what the disk had before too; between them is a gap.
    write(journal, 100);
    ReadBack reader = new ReadBack(0).all(journal);
    assertThat(reader.gaps).hasSize(1);
    JournalRecord.Gap gap = reader.gaps.getFirst();
    assertThat(gap.reason()).isEqualTo(JournalRecord.Gap.STORAGE);
    assertThat(gap.fromSeq()).isGreaterThanOrEqualTo(100);
    assertThat(gap.bytes()).isEqualTo((gap.seq() - gap.fromSeq() + 1) * 4 * KIB);
    assertThat(reader.bytes + gap.bytes()).isEqualTo(600 * 4 * KIB);

    disk.empty();
    Await.until(
        LoopJournal.DEADLINE,
        "the disk is written again",
        () -> journal.on(SessionJournal::storageProblem) == null);
    journal.awaitWritten();
    assertThat(journal.storage.getLast()).isEmpty();
    assertThat(store.store().problem()).isNull();
    write(journal, 100);
    journal.awaitWritten();
    ReadBack again = new ReadBack(0).all(journal);
    assertThat(again.gaps).hasSize(1);
    assertThat(again.bytes + again.gaps.getFirst().bytes()).isEqualTo(700 * 4 * KIB);
    journal.exit();
    journal.awaitWritten();
    journal.close();
  }

  @Test
  void aDirectoryThatMayNotBeWrittenLeavesTheSessionInMemory() {
    disk.readOnly(true);
    LoopJournal journal = journal();
    write(journal, 200);
    awaitProblem(journal);
    assertThat(journal.storage.getFirst()).contains("Read-only file system");
    RecordBatch late = journal.read(new From.Seq(0));
    assertThat(late.records().getFirst())
        .isInstanceOfSatisfying(
            JournalRecord.Gap.class, gap -> assertThat(gap.bytes()).isPositive());
    assertThat(new ReadBack(150).all(journal).gaps).isEmpty();
    assertThat(journal.on(SessionJournal::writtenSeq)).isEqualTo(-1);
    journal.exit();
    assertThat(new ReadBack(150).all(journal).ended).isTrue();

    disk.readOnly(false);
    journal.awaitWritten();
    Await.until(
        LoopJournal.DEADLINE,
        "the problem is over",
        () -> journal.on(SessionJournal::storageProblem) == null);
    journal.close();
  }

  @Test
  void aBlockReaderLosesNothingWhileTheDiskIsFull() {
    disk.fill();
    LoopJournal journal = journal();
    journal.on(j -> {
      j.reserve("me");
      return null;
    });
    ReadBack reader = new ReadBack(0);
    for (int i = 0; i < 1000; i++) {
      journal.write(STDOUT, 4 * KIB);
      if (journal.holds.get() > journal.opens.get()) {
        RecordBatch batch =
            journal.read(
                LoopJournal.request(
                    new From.Seq(reader.next), null, Duration.ZERO, Delivery.BLOCK, "me"));
        assertThat(batch.records()).noneMatch(JournalRecord.Gap.class::isInstance);
        reader.next = batch.nextSeq();
      }
    }
    assertThat(reader.next).isGreaterThan(900);
    journal.close();
  }
}
