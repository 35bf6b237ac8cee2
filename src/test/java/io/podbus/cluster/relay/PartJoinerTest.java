package io.podbus.cluster.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class PartJoinerTest {
  private final PartJoiner joiner = new PartJoiner();

  private static OutputRecord part(long seq, long prevSeq, long offset, String text) {
    return new OutputRecord(
        seq, prevSeq, 99, StreamName.STDOUT, offset, Buffer.buffer(text), false);
  }

  @Test
  void partsBecomeTheRecordThatTheyWere() {
    assertThat(joiner.next(part(7, 5, 100, "ab"), true)).isEmpty();
    assertThat(joiner.next(part(7, 7, 102, "cd"), true)).isEmpty();
    assertThat(joiner.held()).isEqualTo(4);
    OutputRecord whole = (OutputRecord) joiner.next(part(7, 7, 104, "e"), false).orElseThrow();
    assertThat(whole.bytes()).isEqualTo(Buffer.buffer("abcde"));
    assertThat(whole.seq()).isEqualTo(7);
    assertThat(whole.prevSeq()).isEqualTo(5);
    assertThat(whole.offset()).isEqualTo(100);
    assertThat(joiner.held()).isZero();
  }

  @Test
  void whatIsWholeGoesThroughAsItIs() {
    JournalRecord resized = new JournalRecord.Resized(3, 0, 1, 1);
    assertThat(joiner.next(resized, false)).containsSame(resized);
    OutputRecord output = part(4, 3, 0, "x");
    assertThat(joiner.next(output, false)).containsSame(output);
  }

  @Test
  void aPartThatIsMissingIsNoticed() {
    joiner.next(part(7, 5, 100, "ab"), true);
    assertThatThrownBy(() -> joiner.next(part(7, 7, 103, "d"), false))
        .isInstanceOf(IllegalArgumentException.class);
    joiner.clear();
    joiner.next(part(7, 5, 100, "ab"), true);
    assertThatThrownBy(() -> joiner.next(part(8, 7, 102, "d"), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> joiner.next(new JournalRecord.Resized(8, 0, 1, 1), false))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
