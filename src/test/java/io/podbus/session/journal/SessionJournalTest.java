package io.podbus.session.journal;

import static io.podbus.protocol.StreamName.STDERR;
import static io.podbus.protocol.StreamName.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.ReaderName;
import io.podbus.protocol.RecordBatch;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Where readers begin, what they get, what they wait for.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionJournalTest {
  private Vertx vertx;
  private TestStore store;

  @BeforeAll
  void open(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new TestStore(folder);
  }

  @AfterAll
  void shut() {
    store.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  private LoopJournal journal(int retainBytes) {
    return new LoopJournal(vertx, store, retainBytes, Duration.ofSeconds(30));
  }

  /// seq 0 out 100, 1 err 50, 2 resize, 3 out 100, 4 err 50, each a second later than the one
  /// before.
  private LoopJournal filled() {
    LoopJournal journal = journal(100_000);
    journal.write(STDOUT, 100);
    store.time.addAndGet(1000);
    journal.write(STDERR, 50);
    store.time.addAndGet(1000);
    journal.resize();
    store.time.addAndGet(1000);
    journal.write(STDOUT, 100);
    store.time.addAndGet(1000);
    journal.write(STDERR, 50);
    return journal;
  }

  private static List<Long> seqs(RecordBatch batch) {
    return batch.records().stream().map(JournalRecord::seq).toList();
  }

  @Test
  void beginsWhereItIsAskedTo() {
    LoopJournal journal = filled();
    long start = store.time.get() - 4000;
    assertThat(seqs(journal.read(new From.First()))).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(seqs(journal.read(new From.Seq(3)))).containsExactly(3L, 4L);
    assertThat(seqs(journal.read(new From.Seq(5)))).isEmpty();
    assertThat(seqs(journal.read(new From.Time(start)))).startsWith(0L);
    assertThat(seqs(journal.read(new From.Time(start + 1)))).startsWith(1L);
    assertThat(seqs(journal.read(new From.Time(start + 3000)))).containsExactly(3L, 4L);
    assertThat(journal.read(new From.Time(start + 4001)).nextSeq()).isEqualTo(5);
    assertThat(seqs(journal.read(new From.Offset(STDOUT, 99)))).startsWith(0L);
    assertThat(seqs(journal.read(new From.Offset(STDOUT, 100)))).startsWith(3L);
    assertThat(seqs(journal.read(new From.Offset(STDERR, 0)))).startsWith(1L);
    assertThat(journal.read(new From.Offset(STDOUT, 200)).nextSeq()).isEqualTo(5);
    assertThat(seqs(journal.read(new From.Tail(150)))).containsExactly(2L, 3L, 4L);
    assertThat(seqs(journal.read(new From.Tail(149)))).containsExactly(4L);
    assertThat(seqs(journal.read(new From.Tail(10_000)))).startsWith(0L);
    assertThat(seqs(journal.read(From.END))).isEmpty();
  }

  @Test
  void oneStreamAloneComesWithWhatIsNoOutput() {
    LoopJournal journal = filled();
    RecordBatch all = journal.read(new From.First(), STDOUT);
    assertThat(seqs(all)).containsExactly(0L, 2L, 3L);
    assertThat(all.nextSeq()).isEqualTo(5);
    assertThat(seqs(journal.read(new From.Tail(100), STDOUT))).containsExactly(2L, 3L);
    assertThat(seqs(journal.read(new From.Tail(100), STDERR))).containsExactly(1L, 2L, 4L);
  }

  @Test
  void whatLiesBeyondTheEndIsNoRange() {
    LoopJournal journal = filled();
    for (From from : List.of(new From.Seq(6), new From.Offset(STDOUT, 201))) {
      Throwable cause =
          Await.failure(
              journal.start(j ->
                  j.read(LoopJournal.request(from, null, Duration.ZERO, Delivery.RETAINED, null))),
              LoopJournal.DEADLINE,
              "a read beyond the end");
      assertThat(((FailureException) cause).failure()).isInstanceOf(Failure.InvalidRange.class);
    }
  }

  @Test
  void aLateReaderGetsOneGapThatNamesTheRange() {
    LoopJournal journal = journal(1000);
    for (int i = 0; i < 100; i++) {
      journal.write(STDOUT, 100);
    }
    for (From from : List.of(new From.Seq(0), new From.Time(0), new From.Offset(STDOUT, 5))) {
      RecordBatch batch = journal.read(from);
      assertThat(batch.records().getFirst())
          .isEqualTo(
              new JournalRecord.Gap(0, 89, store.time.get(), 9000, JournalRecord.Gap.RETENTION));
      assertThat(seqs(batch).subList(1, 11))
          .containsExactly(90L, 91L, 92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L);
      assertThat(batch.records()).filteredOn(JournalRecord.Gap.class::isInstance).hasSize(1);
    }
    assertThat(journal.read(new From.Seq(40)).records().getFirst())
        .isEqualTo(
            new JournalRecord.Gap(40, 89, store.time.get(), 5000, JournalRecord.Gap.RETENTION));
    assertThat(seqs(journal.read(new From.First()))).startsWith(90L);
    assertThat(seqs(journal.read(new From.Tail(100_000)))).startsWith(90L);
  }

  @Test
  void aLaggingLatestReaderSkipsAhead() {
    LoopJournal journal = journal(1 << 20);
    for (int i = 0; i < 100; i++) {
      journal.write(STDOUT, 8192);
    }
    RecordBatch batch =
        journal.read(
            LoopJournal.request(new From.Seq(2), null, Duration.ZERO, Delivery.LATEST, null));
    assertThat(batch.records().getFirst())
        .isEqualTo(
            new JournalRecord.Gap(2, 91, store.time.get(), 90 * 8192, JournalRecord.Gap.LATEST));
    assertThat(batch.nextSeq()).isEqualTo(100);
  }

  @Test
  void aWaitEndsWithTheNextRecordThatIsWanted() {
    LoopJournal journal = filled();
    Future<RecordBatch> waiting =
        journal.start(j ->
            j.read(
                LoopJournal.request(
                    From.END, STDERR, Duration.ofMinutes(5), Delivery.RETAINED, null)));
    journal.write(STDOUT, 10);
    journal.write(STDOUT, 10);
    assertThat(journal.on(SessionJournal::waitingReads)).isEqualTo(1);
    journal.write(STDERR, 10);
    RecordBatch batch = Await.get(waiting, LoopJournal.DEADLINE, "the wait ends");
    assertThat(seqs(batch)).containsExactly(7L);
    assertThat(batch.nextSeq()).isEqualTo(8);
    assertThat(journal.on(SessionJournal::waitingReads)).isZero();
  }

  @Test
  void aWaitThatRunsOutSaysWhereToReadOn() {
    LoopJournal journal = filled();
    RecordBatch batch =
        journal.read(
            LoopJournal.request(From.END, null, Duration.ofMillis(1), Delivery.RETAINED, null));
    assertThat(batch).isEqualTo(new RecordBatch(List.of(), 5, false));
  }

  @Test
  void nothingFollowsTheExit() {
    LoopJournal journal = filled();
    journal.exit();
    RecordBatch batch = journal.read(new From.Seq(4));
    assertThat(seqs(batch)).containsExactly(4L, 5L);
    assertThat(batch.ended()).isTrue();
    assertThat(journal.read(new From.Seq(6))).isEqualTo(new RecordBatch(List.of(), 6, true));
    assertThat(journal.read(From.END)).isEqualTo(new RecordBatch(List.of(), 6, true));
  }

  @Test
  void aBlockReaderHoldsTheChildAndIsGivenUpAfterItsTime() {
    LoopJournal journal = new LoopJournal(vertx, store, 10_000, Duration.ofMillis(50));
    journal.on(j -> {
      j.reserve("me");
      return null;
    });
    for (int i = 0; i < 49; i++) {
      journal.write(STDOUT, 100);
    }
    assertThat(journal.holds.get()).isZero();
    journal.write(STDOUT, 100);
    assertThat(journal.holds.get()).isEqualTo(1);
    // It takes what there is, and the child may go on.
    journal.read(LoopJournal.request(new From.Seq(20), null, Duration.ZERO, Delivery.BLOCK, "me"));
    assertThat(journal.opens.get()).isEqualTo(1);
    for (int i = 0; i < 200; i++) {
      journal.write(STDOUT, 100);
    }
    assertThat(journal.holds.get()).isEqualTo(2);
    assertThat(journal.on(SessionJournal::firstSeq)).isEqualTo(20);
    store.time.addAndGet(1000);
    Await.until(LoopJournal.DEADLINE, "it is given up", () -> journal.opens.get() == 2);
    assertThat(journal.on(SessionJournal::firstSeq)).isEqualTo(150);
  }

  @Test
  void aReaderThatWentWhileItWaitedHoldsTheChildNoMore() {
    LoopJournal journal = journal(10_000);
    Future<RecordBatch> waiting =
        journal.start(j ->
            j.read(
                LoopJournal.request(
                    new From.Seq(0), null, Duration.ofSeconds(25), Delivery.BLOCK, "me")));
    Await.until(LoopJournal.DEADLINE, "it waits", () -> journal.on(j -> j.waitingReads() == 1));
    journal.on(j -> {
      j.release("me", false);
      return null;
    });
    for (int i = 0; i < 200; i++) {
      journal.write(STDOUT, 100);
    }
    assertThat(journal.holds.get()).isZero();
    assertThat(Await.get(waiting, LoopJournal.DEADLINE, "its wait ends").records()).isEmpty();
  }

  /// A place that is kept for a client with a name is that client's, whoever else comes.
  @Test
  void anotherReaderTakesOverOnlyThePlaceOfOneWithoutAName() {
    String first = ReaderName.unnamed("1");
    for (String gone : new String[] {"a", first}) {
      LoopJournal journal = journal(10_000);
      take(journal, gone, 0);
      journal.on(j -> {
        j.release(gone, true);
        return null;
      });
      for (int i = 0; i < 20; i++) {
        journal.write(STDOUT, 100);
      }
      take(journal, "b", 20);
      take(journal, ReaderName.unnamed("2"), 20);
      for (int i = 0; i < 30; i++) {
        journal.write(STDOUT, 100);
      }
      // Half of the bound lies before the one that went, if its place is still kept.
      assertThat(journal.holds.get()).as("held for %s", gone).isEqualTo(gone.equals("a") ? 1 : 0);
    }
  }

  private static void take(LoopJournal journal, String reader, long from) {
    journal.read(
        LoopJournal.request(new From.Seq(from), null, Duration.ZERO, Delivery.BLOCK, reader));
  }
}
