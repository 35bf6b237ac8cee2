package io.podbus.cluster.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayRingTest {
  private final RelayRing ring = new RelayRing();

  private static OutputRecord output(long seq, StreamName stream, int size) {
    return new OutputRecord(seq, seq - 1, 0, stream, 0, Buffer.buffer(new byte[size]), false);
  }

  private static ReadRequest request(long from, @Nullable StreamName stream, int maxBytes) {
    return new ReadRequest(
        null, new From.Seq(from), stream, maxBytes, Duration.ZERO, Delivery.RETAINED, null);
  }

  private List<Long> seqs(long from, @Nullable StreamName stream, int maxBytes) {
    List<JournalRecord> into = new ArrayList<>();
    ring.read(from, request(from, stream, maxBytes), into);
    return into.stream().map(JournalRecord::seq).toList();
  }

  @Test
  void hasWhatWasAddedFromWhereItBegan() {
    ring.reset(5);
    for (int seq = 5; seq < 300; seq++) {
      ring.append(output(seq, StreamName.STDOUT, 1));
    }
    assertThat(ring.firstSeq()).isEqualTo(5);
    assertThat(ring.nextSeq()).isEqualTo(300);
    assertThat(seqs(298, null, 10_000)).containsExactly(298L, 299L);
    assertThat(seqs(300, null, 10_000)).isEmpty();
    assertThatThrownBy(() -> ring.append(output(301, StreamName.STDOUT, 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneRecordComesAlwaysAndThenAsMuchAsIsAskedFor() {
    for (int seq = 0; seq < 10; seq++) {
      ring.append(output(seq, seq % 2 == 0 ? StreamName.STDOUT : StreamName.STDERR, 1000));
    }
    assertThat(seqs(0, null, 1)).containsExactly(0L);
    assertThat(seqs(0, null, 2500)).containsExactly(0L, 1L);
    assertThat(seqs(1, StreamName.STDOUT, 2500)).containsExactly(2L, 4L);
    assertThat(ring.read(9, request(9, StreamName.STDOUT, 100), new ArrayList<>()))
        .as("what a reader does not want is passed")
        .isEqualTo(10);
  }

  @Test
  void aGapStandsForAllThatItCovers() {
    ring.reset(10);
    ring.append(new JournalRecord.Gap(10, 19, 0, 500, JournalRecord.Gap.RETENTION));
    ring.append(output(20, StreamName.STDOUT, 1));
    assertThat(ring.nextSeq()).isEqualTo(21);
    List<JournalRecord> into = new ArrayList<>();
    ring.read(15, request(15, null, 10_000), into);
    assertThat(into.getFirst())
        .isEqualTo(new JournalRecord.Gap(15, 19, 0, -1, JournalRecord.Gap.RETENTION));
    assertThat(into.getLast().seq()).isEqualTo(20);
  }

  @Test
  void theOldestGoButNoneThatIsToBeKept() {
    Random random = new Random(17);
    long kept = 0;
    for (int seq = 0; seq < 5000; seq++) {
      ring.append(output(seq, StreamName.STDOUT, random.nextInt(2000)));
      kept = Math.max(kept, seq - random.nextInt(20));
      ring.evict(50_000, kept);
      assertThat(ring.firstSeq()).isLessThanOrEqualTo(kept);
      assertThat(ring.charged()).isLessThanOrEqualTo(Math.max(50_000, ring.chargedFrom(kept)));
      assertThat(ring.chargedFrom(ring.firstSeq())).isEqualTo(ring.charged());
    }
    assertThatThrownBy(() -> seqs(ring.firstSeq() - 1, null, 10_000))
        .as("what is gone is never passed over in silence")
        .isInstanceOf(IllegalStateException.class);
    ring.evict(0, Long.MAX_VALUE);
    assertThat(ring.charged()).isZero();
    assertThat(ring.firstSeq()).isEqualTo(5000);
  }

  @Test
  void smallRecordsCostMoreThanTheirBytes() {
    for (int seq = 0; seq < 100; seq++) {
      ring.append(output(seq, StreamName.STDOUT, 1));
    }
    assertThat(ring.charged()).isEqualTo(100 * RelayRing.MIN_CHARGE_BYTES);
  }

  @Test
  void isOverWithTheExit() {
    assertThat(ring.ended()).isFalse();
    ring.append(new JournalRecord.Exited(0, 0, new JsonObject()));
    assertThat(ring.ended()).isTrue();
  }
}
