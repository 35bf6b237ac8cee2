package io.podbus.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever stands in the file, the operator gets a configuration or one line.
class ConfigFuzzTest {
  private static final int ROUNDS = 2_000;
  private static final String PIECES =
      "{}[]:,-#&*!|>'\"%@`~?\n\n  \t\u0000\u0007\u00e9\ud83d\ude00 0x1<<=";

  @TempDir Path directory;

  @Test
  void aDamagedFileIsReadOrRefusedInOneLine() throws IOException {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] shipped = Files.readAllBytes(Path.of("conf/podbus.yaml"));
    Path file = directory.resolve("podbus.yaml");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Files.write(file, damage(shipped, random));
      String place = "seed " + seed + ", round " + round;
      try {
        assertThat(ConfigLoader.load(Optional.of(file), Map.of())).as(place).isNotNull();
      } catch (ConfigException e) {
        refused++;
        assertThat(e.getMessage())
            .as(place)
            .doesNotContainPattern("\\p{Cntrl}")
            .hasSizeLessThan(400);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(place, e);
      }
    }
    assertThat(refused).as("refused with seed " + seed).isBetween(ROUNDS / 10, ROUNDS);
  }

  /// A few pieces put in, taken out or repeated, and now and then a byte that is no UTF-8.
  private static byte[] damage(byte[] original, Random random) {
    StringBuilder text = new StringBuilder(new String(original, StandardCharsets.UTF_8));
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(text.length());
      int length = Math.min(random.nextInt(12), text.length() - at);
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
        case 1 -> text.delete(at, at + length);
        default -> text.insert(at, text.substring(at, at + length));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(20) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) 0xff;
    }
    return bytes;
  }
}
