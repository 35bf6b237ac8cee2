package io.podbus.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadMemoryTest {
  private static final long HEAP = 256L << 20;

  @Test
  void fewReadersGetAWholeBatch() {
    assertThat(ReadMemory.batchBytes(1, HEAP)).isEqualTo(ReadMemory.BATCH_BYTES);
    assertThat(ReadMemory.batchBytes(0, HEAP)).isEqualTo(ReadMemory.BATCH_BYTES);
  }

  @Test
  void manyThatComeOneAfterAnotherStayFarBelowTheHeap() {
    long all = 0;
    for (int streams = 1; streams <= 500; streams++) {
      all += 3L * ReadMemory.batchBytes(streams, HEAP);
    }
    assertThat(all).isLessThan(HEAP / 2);
    assertThat(ReadMemory.batchBytes(1_000_000, HEAP)).isEqualTo(16 * 1024);
  }
}
