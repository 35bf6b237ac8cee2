package io.podbus.session.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.StreamName;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private static final long BEGIN = Instant.parse("2026-11-25T08:00:00Z").toEpochMilli();
  private long seq;

  private OutputRecord wrote(StreamName stream, String text) {
    return new OutputRecord(seq, seq - 1, BEGIN + seq++, stream, 0, Buffer.buffer(text), false);
  }

  private OutputRecord out(String text) {
    return wrote(StreamName.STDOUT, text);
  }

  private static String shown(LogLines lines, OutputRecord... records) {
    StringBuilder all = new StringBuilder();
    for (OutputRecord each : records) {
      all.append(lines.next(each));
    }
    return all.toString();
  }

  @Test
  void withoutAWishTheBytesAreTheSame() {
    OutputRecord entry = out("a\nb");
    assertThat(new LogLines(0, false).next(entry)).isSameAs(entry.bytes());
  }

  @Test
  void aLineHasTheTimeWhenItBegan() {
    assertThat(shown(new LogLines(0, true), out("a"), out("b\nc\n"), out("\n"), out("d")))
        .isEqualTo(
            """
            2026-11-25T08:00:00.000Z ab
            2026-11-25T08:00:00.001Z c
            2026-11-25T08:00:00.002Z\s
            2026-11-25T08:00:00.003Z d\
            """);
  }

  @Test
  void linesOfTwoStreamsDoNotMix() {
    LogLines lines = new LogLines(1, false);
    assertThat(shown(lines, out("one"))).isEmpty();
    assertThat(shown(lines, wrote(StreamName.STDERR, "two\n"))).isEqualTo("two\n");
    assertThat(shown(lines, out(" more\nthree"))).isEqualTo("three");
    assertThat(shown(lines, wrote(StreamName.STDERR, "four\n"))).isEqualTo("four\n");
  }

  @Test
  void whatIsCountedIsWhatIsLeftOut() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<OutputRecord> records = new ArrayList<>();
      LineCount count = new LineCount();
      for (int i = random.nextInt(20); i >= 0; i--) {
        StringBuilder text = new StringBuilder();
        for (int j = random.nextInt(6); j >= 0; j--) {
          text.append(random.nextInt(3) == 0 ? '\n' : (char) ('a' + random.nextInt(26)));
        }
        OutputRecord made =
            wrote(random.nextBoolean() ? StreamName.STDOUT : StreamName.STDERR, text.toString());
        records.add(made);
        count.add(made);
      }
      OutputRecord[] all = records.toArray(OutputRecord[]::new);
      assertThat(shown(new LogLines(count.lines(), true), all)).as("seed " + seed).isEmpty();
      if (count.lines() > 0) {
        LogLines last = new LogLines(count.lines() - 1, true);
        assertThat(shown(last, all).split("Z ", -1)).as("seed " + seed).hasSize(2);
      }
    }
  }
}
