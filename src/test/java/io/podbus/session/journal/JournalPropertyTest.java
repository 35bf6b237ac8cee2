package io.podbus.session.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a program wrote is what readers get, whatever it wrote, however they read, wherever they
/// come back, from memory and from the disk.
class JournalPropertyTest {
  private static final int MAX_BYTES = Integer.getInteger("journal.property.bytes", 12 << 20);

  /// A part of what may be on its way to the disk.
  private static final int PACE_BYTES = 16 << 20;

  private Vertx vertx;
  private TestStore store;

  @BeforeEach
  void open(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new TestStore(folder, TestStore.settings(256 * 1024, 64 << 20, 4L << 30));
  }

  @AfterEach
  void shut() {
    store.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  @Test
  void everyStreamHasTheProgramsSum() {
    for (long seed : Seeds.of(3)) {
      try {
        oneSession(new Random(seed));
      } catch (AssertionError e) {
        throw new AssertionError("again with -Dseed=" + seed, e);
      }
    }
  }

  @Test
  void aStreamOfTheLargestSizeToo() {
    oneSession(new Random(1), MAX_BYTES);
  }

  private void oneSession(Random random) {
    oneSession(random, 1 + random.nextInt(MAX_BYTES));
  }

  private void oneSession(Random random, int size) {
    // Twice, since a record of some bytes counts as more.
    int retainBytes = (int) Math.min(Integer.MAX_VALUE, 4096 + 2L * size);
    LoopJournal journal = new LoopJournal(vertx, store, retainBytes, Duration.ofSeconds(30));
    Map<StreamName, MessageDigest> written = new EnumMap<>(StreamName.class);
    ReadBack reader = new ReadBack(0);
    int left = size;
    while (left > 0) {
      StreamName stream = random.nextBoolean() ? StreamName.STDOUT : StreamName.STDERR;
      byte[] bytes = new byte[Math.min(left, recordBytes(random))];
      random.nextBytes(bytes);
      written.computeIfAbsent(stream, _ -> ReadBack.sha256()).update(bytes);
      journal.write(stream, bytes);
      if (left / PACE_BYTES != (left - bytes.length) / PACE_BYTES) {
        // No faster than the disk: what it cannot take in time is a gap, and another test's matter.
        journal.awaitWritten();
      }
      left -= bytes.length;
      if (random.nextInt(50) == 0) {
        journal.resize();
      }
      if (random.nextInt(20) == 0) {
        reader.once(journal, 1 + random.nextInt(1 << 20));
      }
      if (random.nextInt(100) == 0) {
        // Another reader, from anywhere.
        ReadBack other = new ReadBack(random.nextLong(reader.next + 1));
        other.once(journal, 1 + random.nextInt(1 << 20));
        assertThat(other.gaps).isEmpty();
      }
    }
    journal.exit();
    reader.all(journal);
    ReadBack late = new ReadBack(0).all(journal);
    journal.awaitWritten();
    ReadBack fromDisk = new ReadBack(0).all(journal);
    written.forEach((stream, sum) -> {
      String expected = HexFormat.of().formatHex(sum.digest());
      assertThat(reader.sum(stream)).isEqualTo(expected);
      assertThat(late.sum(stream)).isEqualTo(expected);
      assertThat(fromDisk.sum(stream)).isEqualTo(expected);
    });
    assertThat(reader.gaps).isEmpty();
    assertThat(late.gaps).isEmpty();
    assertThat(fromDisk.bytes).isEqualTo(size);
    assertThat(fromDisk.ended).isTrue();
    journal.close();
  }

  private static int recordBytes(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1 + random.nextInt(16);
      case 1 -> 1 + random.nextInt(4096);
      default -> 1 + random.nextInt(64 * 1024);
    };
  }
}
