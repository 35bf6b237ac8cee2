package io.podbus.session.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class EngineLocksTest {
  private static ByteBuffer segment(int mutex, int groups) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + mutex + 8 + groups * (8 + 32 * mutex))
            .order(ByteOrder.nativeOrder());
    bytes.putShort(0, (short) 0x87D1);
    bytes.putInt(8 + mutex, groups);
    bytes.putInt(8 + mutex + 4, groups * 32);
    return bytes;
  }

  @Test
  void counts_the_bits_of_all_groups_with_either_size_of_mutex() {
    for (int mutex : new int[] {40, 48}) {
      ByteBuffer bytes = segment(mutex, 64);
      bytes.putInt(8 + mutex + 8, 0b1011);
      bytes.putInt(8 + mutex + 8 + 63 * (8 + 32 * mutex), -1);
      assertThat(EngineLocks.parse(bytes)).contains(new EngineLocks(2048, 2048 - 3 - 32));
    }
  }

  @Test
  void says_nothing_where_the_file_is_laid_out_otherwise() {
    assertThat(EngineLocks.parse(ByteBuffer.allocate(10))).isEmpty();
    assertThat(EngineLocks.parse(ByteBuffer.allocate(1000))).isEmpty();
    ByteBuffer longer = ByteBuffer.allocate(2000).order(ByteOrder.nativeOrder());
    longer.put(segment(40, 1).rewind());
    assertThat(EngineLocks.parse(longer)).isEmpty();
  }
}
