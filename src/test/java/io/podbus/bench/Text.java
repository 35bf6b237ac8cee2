package io.podbus.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// The text that programs write in the throughput part: lines of 1 KiB, each different, in a file
/// of the image that is written again and again in blocks of 64 KiB.
final class Text {
  /// Where it lies in the image.
  static final String FILE = "/bench-text";

  private static final int LINE_BYTES = 1024;
  private static final int FILE_BYTES = 16 * 1024 * 1024;

  private Text() {}

  /// What a stream carried.
  record Sum(long bytes, long crc) {}

  /// Makes the file that goes into the image: the first argument names it.
  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), file());
  }

  private static byte[] file() {
    byte[] text = new byte[FILE_BYTES];
    byte[] letters =
        "The quick brown fox jumps over the lazy dog 0123456789, "
            .getBytes(StandardCharsets.US_ASCII);
    for (int line = 0; line * LINE_BYTES < text.length; line++) {
      int at = line * LINE_BYTES;
      for (int i = 0; i < LINE_BYTES - 1; i++) {
        text[at + i] = letters[(i + line) % letters.length];
      }
      byte[] number = String.format("%08d ", line).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(number, 0, text, at, number.length);
      text[at + LINE_BYTES - 1] = '\n';
    }
    return text;
  }

  /// The program that writes the file so many times.
  static String script(int times) {
    return "i=0; while [ $i -lt %d ]; do dd if=%s bs=64k 2>/dev/null; i=$((i+1)); done"
        .formatted(times, FILE);
  }

  /// How often the file is to be written for so many MiB.
  static int times(int mebibytes) {
    return Math.toIntExact(mebibytes * 1024L * 1024L / FILE_BYTES);
  }

  /// What whoever lost nothing has received.
  static Sum expected(int times) {
    byte[] file = file();
    CRC32C crc = new CRC32C();
    for (int i = 0; i < times; i++) {
      crc.update(file);
    }
    return new Sum((long) times * file.length, crc.getValue());
  }

  /// Adds up what comes in.
  static final class Meter implements ByteSink {
    private final CRC32C crc = new CRC32C();
    private long bytes;

    @Override
    public void take(byte[] source, int from, int length) {
      crc.update(source, from, length);
      bytes += length;
    }

    Sum sum() {
      return new Sum(bytes, crc.getValue());
    }

    /// Refuses to let a figure come from data that were lost.
    void require(Sum expected) {
      if (!sum().equals(expected)) {
        throw new UncheckedIOException(
            new IOException("received " + sum() + " where the program wrote " + expected));
      }
    }
  }
}
