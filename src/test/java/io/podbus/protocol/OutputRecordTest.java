package io.podbus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutputRecordTest {
  @Test
  void isEncodedOnceForAllReadersThatAreAbreast() {
    OutputRecord output =
        new OutputRecord(7, 6, 0, StreamName.STDOUT, 100, Buffer.buffer("text"), false);
    AtomicInteger times = new AtomicInteger();
    // What the first one sends is held by its connection until the last one has sent it as well.
    Buffer first = output.encoded(entry -> encode(entry, times));
    for (int reader = 0; reader < 1000; reader++) {
      assertThat(output.encoded(entry -> encode(entry, times))).isSameAs(first);
    }
    assertThat(times).hasValue(1);
  }

  private static Buffer encode(OutputRecord output, AtomicInteger times) {
    return Buffer.buffer(output.seq() + " for the " + times.incrementAndGet() + ". time");
  }
}
