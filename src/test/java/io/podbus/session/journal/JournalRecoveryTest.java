package io.podbus.session.journal;

import static io.podbus.protocol.StreamName.STDERR;
import static io.podbus.protocol.StreamName.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.podbus.protocol.JournalRecord;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the next process makes of the files of one that is gone.
class JournalRecoveryTest {
  private static final int KIB = 1024;
  private static final JournalSettings SETTINGS = TestStore.settings(64 * KIB, 64 << 20, 1L << 30);

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

  /// Leaves 300 records of 4 KiB, in several segments, and the folder in which they stand.
  private Path leave(boolean exit) {
    TestStore store = new TestStore(folder, SETTINGS);
    LoopJournal journal = new LoopJournal(vertx, store, 2 << 20, Duration.ofSeconds(30));
    journal.on(j -> {
      j.describe(new JsonObject().put("id", store.lastId().value()).put("state", "running"));
      return null;
    });
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[4 * KIB];
      new Random(i).nextBytes(bytes);
      journal.write(i % 3 == 2 ? STDERR : STDOUT, bytes);
    }
    if (exit) {
      journal.exit();
    }
    journal.awaitWritten();
    store.close();
    return folder.resolve(store.lastId().value());
  }

  private static List<Path> segments(Path session) throws IOException {
    try (Stream<Path> all = Files.list(session)) {
      return all.filter(file -> file.toString().endsWith(JournalDirectory.SUFFIX))
          .sorted()
          .toList();
    }
  }

  /// The only session that is found again; nothing where none is.
  private Optional<Recovered> recover(TestStore store) throws IOException {
    List<Recovered> found = store.store().recover();
    assertThat(found).hasSizeLessThan(2);
    return found.stream().findFirst();
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) ~one.get(0));
      channel.write(one.rewind(), at);
    }
  }

  @Test
  void aWholeJournalIsReadAsItWas() throws IOException {
    leave(true);
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      Recovered found = recover(store).orElseThrow();
      assertThat(found.session().getString("state")).isEqualTo("running");
      assertThat(found.exit()).hasValue(new JsonObject().put("code", 0));
      LoopJournal journal = new LoopJournal(vertx, store, found);
      ReadBack all = new ReadBack(0).all(journal);
      assertThat(all.bytes).isEqualTo(300 * 4 * KIB);
      assertThat(all.gaps).isEmpty();
      assertThat(all.ended).isTrue();
      long errors = journal.on(j -> j.streamBytes(STDERR));
      assertThat(errors).isEqualTo(100 * 4 * KIB);
      assertThat(journal.on(SessionJournal::retainedBytes)).isEqualTo(300 * 4 * KIB);
    }
  }

  @Test
  void aJournalWithoutAnExitGetsOneAndIsFoundAgain() throws IOException {
    leave(false);
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      Recovered found = recover(store).orElseThrow();
      assertThat(found.exit()).isEmpty();
      LoopJournal journal = new LoopJournal(vertx, store, found);
      journal.goOnAfterCrash();
      journal.exit();
      journal.awaitWritten();
      assertThat(new ReadBack(0).all(journal).ended).isTrue();
      journal.close();
    }
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      Recovered found = recover(store).orElseThrow();
      assertThat(found.exit()).isPresent();
      ReadBack all = new ReadBack(0).all(new LoopJournal(vertx, store, found));
      assertThat(all.bytes).isEqualTo(300 * 4 * KIB);
      assertThat(all.next).isEqualTo(Recovered.UNKNOWN_RECORDS + 301);
      assertThat(all.gaps)
          .extracting(
              JournalRecord.Gap::fromSeq,
              JournalRecord.Gap::seq,
              JournalRecord.Gap::bytes,
              JournalRecord.Gap::reason)
          .containsExactly(tuple(300L, Recovered.UNKNOWN_RECORDS + 299, -1L, "lost"));
    }
  }

  /// What live readers had of a session may be more than a crash leaves of it.
  @Test
  void whoHadSeenMoreThanWasWrittenComesBackAndSeesTheEnd() throws IOException {
    leave(false);
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
      journal.goOnAfterCrash();
      journal.on(j -> j.appendState(new JsonObject().put("state", "lost")));
      journal.exit();
      for (long seen : new long[] {300, 301, 302, 303, 5000}) {
        ReadBack rest = new ReadBack(seen).all(journal);
        assertThat(rest.gaps).as("of one that had seen %d records", seen).hasSize(1);
        assertThat(rest.gaps.getFirst().reason()).isEqualTo("lost");
        assertThat(rest.ended).isTrue();
        assertThat(rest.next).isEqualTo(Recovered.UNKNOWN_RECORDS + 302);
      }
    }
  }

  @Test
  void aCrashBeforeAnythingWasWrittenIsAGapToo() throws IOException {
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, 2 << 20, Duration.ofSeconds(30));
      journal.on(j -> {
        j.describe(new JsonObject().put("id", store.lastId().value()).put("state", "running"));
        return null;
      });
      journal.close();
    }
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
      journal.goOnAfterCrash();
      journal.exit();
      journal.awaitWritten();
      ReadBack all = new ReadBack(0).all(journal);
      assertThat(all.ended).isTrue();
      assertThat(all.gaps).hasSize(1);
    }
  }

  @Test
  void aTornEndIsCutAtTheLastWholeRecord() throws IOException {
    Path session = leave(false);
    Path last = segments(session).getLast();
    long whole = Files.size(last);
    long record = RecordFormat.HEAD_BYTES + 4 * KIB;
    Random random = new Random(5);
    for (int i = 1; i <= 12; i++) {
      long cut = i == 1 ? 1 : 1 + random.nextLong(record - 1);
      try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
        channel.truncate(Files.size(last) - cut);
      }
      try (TestStore store = new TestStore(folder, SETTINGS)) {
        LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
        ReadBack all = new ReadBack(0).all(journal);
        assertThat(all.next).as("cut %d times", i).isEqualTo(300 - i);
        assertThat(all.gaps).isEmpty();
        assertThat(Files.size(last)).isEqualTo(whole - i * record);
        journal.close();
      }
    }
  }

  @Test
  void rubbishBehindTheLastRecordIsCutToo() throws IOException {
    Path session = leave(false);
    Path last = segments(session).getLast();
    long whole = Files.size(last);
    byte[] rubbish = new byte[5000];
    new Random(6).nextBytes(rubbish);
    Files.write(last, rubbish, StandardOpenOption.APPEND);
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
      assertThat(new ReadBack(0).all(journal).next).isEqualTo(300);
      assertThat(Files.size(last)).isEqualTo(whole);
      journal.close();
    }
  }

  @Test
  void aDamagedIndexIsMadeAnew() throws IOException {
    Path session = leave(true);
    for (Path segment : segments(session)) {
      flip(segment, Files.size(segment) - SegmentIndex.FOOTER_BYTES - 3);
    }
    // Of the last one, which has no index yet, that was the last record: the exit.
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
      ReadBack all = new ReadBack(0).all(journal);
      assertThat(all.gaps).isEmpty();
      assertThat(all.bytes).isGreaterThanOrEqualTo(299 * 4 * KIB);
      journal.close();
    }
  }

  @Test
  void aDamagedRecordIsAGapAndNothingElseIsLost() throws IOException {
    Path session = leave(true);
    Path second = segments(session).get(1);
    long inTheMiddle = Files.size(second) / 2;
    flip(second, inTheMiddle);
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
      ReadBack all = new ReadBack(0).all(journal);
      assertThat(all.gaps).hasSize(1);
      JournalRecord.Gap gap = all.gaps.getFirst();
      assertThat(gap.reason()).isEqualTo(JournalRecord.Gap.CORRUPT);
      // No more than what lies between two places of the index.
      assertThat(gap.seq() - gap.fromSeq())
          .isLessThanOrEqualTo(2 * SegmentIndex.STEP_BYTES / (4 * KIB));
      assertThat(all.ended).isTrue();
      assertThat(store.store().figures().damages()).isPositive();
      journal.close();
    }
  }

  @Test
  void aDamagedHeadLosesItsSegmentAlone() throws IOException {
    Path session = leave(true);
    flip(segments(session).get(1), 20);
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, recover(store).orElseThrow());
      ReadBack all = new ReadBack(0).all(journal);
      assertThat(all.gaps).hasSize(1);
      assertThat(all.ended).isTrue();
      journal.close();
    }
  }

  @Test
  void aLaterVersionIsLeftAlone() throws IOException {
    Path session = leave(true);
    Path file = session.resolve(JournalDirectory.RECORD);
    String before = Files.readString(file);
    Files.writeString(file, before.replace("\"version\":1", "\"version\":2"));
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      assertThat(recover(store)).isEmpty();
    }
    assertThat(segments(session)).isNotEmpty();

    Files.writeString(file, before);
    // The version stands at offset 8, in two bytes.
    try (FileChannel channel =
        FileChannel.open(segments(session).getFirst(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {0, 2}), 8);
    }
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      assertThat(recover(store)).isEmpty();
    }
    assertThat(segments(session)).isNotEmpty();
  }

  @Test
  void whatHasNoRecordOfItsSessionGoes() throws IOException {
    Path session = leave(true);
    Files.delete(session.resolve(JournalDirectory.RECORD));
    Files.createDirectory(folder.resolve("not a session"));
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      assertThat(recover(store)).isEmpty();
      assertThat(store.store().figures().diskBytes()).isZero();
    }
    assertThat(session).doesNotExist();
    assertThat(folder.resolve("not a session")).exists();
  }

  /// At any moment what stands in the files is a prefix with everything up to `writtenSeq`.
  @Test
  void aCopyTakenInTheMiddleIsAPrefixWithAllThatWasWritten(@TempDir Path copies)
      throws IOException {
    try (TestStore store = new TestStore(folder, SETTINGS)) {
      LoopJournal journal = new LoopJournal(vertx, store, 16 << 20, Duration.ofSeconds(30));
      journal.on(j -> {
        j.describe(new JsonObject().put("id", store.lastId().value()));
        return null;
      });
      journal.awaitWritten();
      Random random = new Random(7);
      for (int copy = 0; copy < 10; copy++) {
        for (int i = 0; i < 100; i++) {
          byte[] bytes = new byte[1 + random.nextInt(9000)];
          random.nextBytes(bytes);
          journal.write(STDOUT, bytes);
        }
        long written = journal.on(SessionJournal::writtenSeq);
        long next = journal.on(SessionJournal::nextSeq);
        Path target = copies.resolve("copy" + copy);
        copy(folder, target);
        try (TestStore other = new TestStore(target, SETTINGS)) {
          LoopJournal again = new LoopJournal(vertx, other, recover(other).orElseThrow());
          ReadBack all = new ReadBack(0).all(again);
          assertThat(all.gaps).isEmpty();
          assertThat(all.next).isBetween(written + 1, next);
          again.close();
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
