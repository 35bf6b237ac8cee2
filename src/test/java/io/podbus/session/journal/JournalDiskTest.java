package io.podbus.session.journal;

import static io.podbus.protocol.StreamName.STDERR;
import static io.podbus.protocol.StreamName.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.RecordBatch;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Journals longer than what stands in memory.
class JournalDiskTest {
  private static final int KIB = 1024;

  @TempDir private Path folder;
  private Vertx vertx;
  private TestStore store;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    store = new TestStore(folder, TestStore.settings(64 * KIB, 64 << 20, 1L << 30));
  }

  @AfterEach
  void shut() {
    store.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  private LoopJournal journal(int retainBytes) {
    return new LoopJournal(vertx, store, retainBytes, Duration.ofSeconds(30));
  }

  /// 1000 records of 4 KiB, every third of stderr, each a millisecond later than the one before.
  private LoopJournal filled(int retainBytes) {
    LoopJournal journal = journal(retainBytes);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[4 * KIB];
      bytes[0] = (byte) i;
      journal.write(i % 3 == 2 ? STDERR : STDOUT, bytes);
      store.time.incrementAndGet();
    }
    journal.awaitWritten();
    return journal;
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long first(RecordBatch batch) {
    return batch.records().getFirst().seq();
  }

  @Test
  void whatMemoryHasNotComesFromTheDisk() {
    LoopJournal journal = filled(64 << 20);
    ReadBack all = new ReadBack(0).all(journal);
    assertThat(all.bytes).isEqualTo(1000 * 4 * KIB);
    assertThat(all.gaps).isEmpty();
    assertThat(store.store().figures().diskReads()).isGreaterThan(10);
    assertThat(store.store().figures().memoryBytes()).isLessThanOrEqualTo(64 * KIB + 4 * KIB);
    assertThat(journal.on(SessionJournal::retainedBytes)).isEqualTo(1000 * 4 * KIB);
    assertThat(journal.on(SessionJournal::droppedBytes)).isZero();
  }

  @Test
  void aLiveReaderTouchesNoFile() {
    LoopJournal journal = journal(64 << 20);
    ReadBack reader = new ReadBack(0);
    for (int i = 0; i < 500; i++) {
      journal.write(STDOUT, 4 * KIB);
      reader.once(journal, 64 * KIB);
    }
    assertThat(reader.bytes).isEqualTo(500 * 4 * KIB);
    assertThat(store.store().figures().diskReads()).isZero();
  }

  @Test
  void readersBeginAnywhereOnTheDisk() {
    LoopJournal journal = filled(64 << 20);
    long start = store.time.get() - 1000;
    assertThat(first(journal.read(new From.First()))).isZero();
    assertThat(first(journal.read(new From.Seq(123)))).isEqualTo(123);
    assertThat(first(journal.read(new From.Time(start + 500)))).isEqualTo(500);
    assertThat(first(journal.read(new From.Time(0)))).isZero();
    // Of six records four are stdout's.
    assertThat(first(journal.read(new From.Offset(STDOUT, 200 * 4 * KIB)))).isEqualTo(300);
    assertThat(first(journal.read(new From.Offset(STDOUT, 200 * 4 * KIB + 4095)))).isEqualTo(300);
    assertThat(first(journal.read(new From.Offset(STDERR, 100 * 4 * KIB)))).isEqualTo(302);
    assertThat(first(journal.read(new From.Tail(900 * 4 * KIB)))).isEqualTo(100);
    assertThat(first(journal.read(new From.Tail(900 * 4 * KIB + 1)))).isEqualTo(100);
    assertThat(first(journal.read(new From.Tail(1L << 40)))).isZero();
    RecordBatch errors = journal.read(new From.Tail(200 * 4 * KIB), STDERR);
    assertThat(first(errors)).isEqualTo(401);
    assertThat(errors.records()).extracting(JournalRecord::seq).startsWith(401L, 404L, 407L);
  }

  @Test
  void retentionSmallerThanTheOutputIsOneGapWithTheRightRange() {
    LoopJournal journal = filled(1 << 20);
    long first = journal.on(SessionJournal::firstSeq);
    long retained = journal.on(SessionJournal::retainedBytes);
    assertThat(retained).isBetween((1L << 20) * 3 / 4, 1L << 20);
    ReadBack late = new ReadBack(0).all(journal);
    assertThat(late.gaps)
        .containsExactly(
            new JournalRecord.Gap(
                0, first - 1, store.time.get(), first * 4 * KIB, JournalRecord.Gap.RETENTION));
    assertThat(late.bytes).isEqualTo(retained).isEqualTo((1000 - first) * 4 * KIB);
    assertThat(journal.read(new From.Offset(STDOUT, 0)).records().getFirst())
        .isInstanceOf(JournalRecord.Gap.class);
    assertThat(journal.read(new From.Time(1)).records().getFirst())
        .isInstanceOf(JournalRecord.Gap.class);
    // Small steps: what is kept is close to what may be.
    assertThat(store.store().figures().diskBytes()).isLessThan((1 << 20) + 200 * KIB);
  }

  @Test
  void whatIsOnTheDiskIsForTheOwnerAlone() throws IOException {
    LoopJournal journal = filled(64 << 20);
    journal.on(j -> {
      j.describe(new JsonObject().put("id", "x"));
      return null;
    });
    Await.until(
        LoopJournal.DEADLINE,
        "the session's record",
        () -> files().stream().anyMatch(file -> file.endsWith(JournalDirectory.RECORD)));
    for (Path file : files()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void anEndedSessionStandsOnTheDiskAloneAndIsRemovedWhole() {
    LoopJournal journal = filled(64 << 20);
    journal.exit();
    Await.until(
        LoopJournal.DEADLINE,
        "memory is given back",
        () -> store.store().figures().memoryBytes() <= 64 * KIB);
    ReadBack all = new ReadBack(0).all(journal);
    assertThat(all.ended).isTrue();
    assertThat(all.bytes).isEqualTo(1000 * 4 * KIB);
    journal.close();
    Await.get(store.store().remove(store.lastId()), LoopJournal.DEADLINE, "it is removed");
    assertThat(files()).isEmpty();
    assertThat(folder).isEmptyDirectory();
    assertThat(store.store().figures().diskBytes()).isZero();
    assertThat(store.store().figures().memoryBytes()).isZero();
  }

  @Test
  void whatTheDiskIsTooSlowForIsAGapAndNeverSilent() {
    // Nothing but what is taken in one piece may be on its way.
    TestStore slow =
        new TestStore(folder.resolve("slow"), TestStore.settings(64 * KIB, 1, 1L << 30));
    LoopJournal journal = new LoopJournal(vertx, slow, 64 << 20, Duration.ofSeconds(30));
    journal.on(j -> {
      // In one turn of the loop: the writer can take the first, and is then behind.
      for (int i = 0; i < 500; i++) {
        j.appendOutput(STDOUT, Buffer.buffer(new byte[4 * KIB]), false);
      }
      return null;
    });
    journal.write(STDOUT, 100);
    journal.awaitWritten();
    ReadBack all = new ReadBack(0).all(journal);
    assertThat(all.gaps).isNotEmpty().allMatch(gap -> gap.reason().equals("storage"));
    long lost = all.gaps.stream().mapToLong(JournalRecord.Gap::bytes).sum();
    assertThat(all.bytes + lost).isEqualTo(500 * 4 * KIB + 100);
    assertThat(slow.store().figures().skippedBytes()).isEqualTo(lost);
    assertThat(journal.on(SessionJournal::droppedBytes)).isEqualTo(lost);
    slow.close();
  }

  @Test
  void allTogetherAreBounded() {
    TestStore bounded =
        new TestStore(folder.resolve("bounded"), TestStore.settings(64 * KIB, 64 << 20, 4 << 20));
    List<LoopJournal> journals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      journals.add(new LoopJournal(vertx, bounded, 64 << 20, Duration.ofSeconds(30)));
    }
    for (int i = 0; i < 4000; i++) {
      journals.get(i % 4).write(STDOUT, 4 * KIB);
    }
    journals.forEach(LoopJournal::awaitWritten);
    assertThat(bounded.store().figures().diskBytes()).isLessThan(4 << 20);
    assertThat(new ReadBack(0).all(journals.getFirst()).gaps).hasSize(1);
    bounded.close();
  }
}
