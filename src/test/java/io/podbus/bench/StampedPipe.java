package io.podbus.bench;

import io.podbus.testing.Await;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// The output of a session whose program only waits, written by the driver: into the very pipe that
/// the program holds, each block with the time before its `write`. So both times that make a
/// latency are of one clock, and nothing lies between the write and the service. For one thread.
final class StampedPipe implements AutoCloseable {
  private static final byte MARK = '@';
  private static final int DIGITS = 19;

  private final FileOutputStream pipe;
  private final byte[] block;

  private StampedPipe(FileOutputStream pipe, byte[] block) {
    this.pipe = pipe;
    this.block = block;
  }

  /// The script in podman's place that makes this possible: it writes down who holds the pipe.
  static Path podman(Settings settings) {
    return StubPodman.make(
        settings,
        "podman-stamped",
        "for last; do :; done; echo $$ >%s/pid-$last; exec cat".formatted(settings.work()));
  }

  /// The pipe of the session whose program has this as its last argument.
  ///
  /// @param size of a block, in bytes
  static StampedPipe open(Settings settings, String program, int size) {
    Path file = settings.work().resolve("pid-" + program);
    Await.until(Duration.ofMinutes(1), program + " runs", () -> !pid(file).isEmpty());
    try {
      byte[] block = new byte[size];
      for (int i = 0; i < size; i++) {
        block[i] = (byte) (i % 1024 == 1023 || i == size - 1 ? '\n' : 'a' + i % 26);
      }
      return new StampedPipe(new FileOutputStream("/proc/" + pid(file) + "/fd/1"), block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pid(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes one block; waits where the pipe is full.
  void write() {
    byte[] digits = Long.toString(System.nanoTime()).getBytes(StandardCharsets.US_ASCII);
    block[0] = MARK;
    Arrays.fill(block, 1, 1 + DIGITS - digits.length, (byte) '0');
    System.arraycopy(digits, 0, block, 1 + DIGITS - digits.length, digits.length);
    try {
      pipe.write(block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Finds the stamps in what comes out, whatever stands around them, and how old each is.
  static final class Reader implements ByteSink {
    private final java.util.function.LongConsumer ages;
    private int digits = -1;
    private long stamp;

    /// @param ages given the age of each block, in nanoseconds
    Reader(java.util.function.LongConsumer ages) {
      this.ages = ages;
    }

    @Override
    public void take(byte[] source, int from, int length) {
      for (int i = from; i < from + length; i++) {
        byte next = source[i];
        if (next == MARK) {
          digits = 0;
          stamp = 0;
        } else if (digits >= 0) {
          stamp = stamp * 10 + next - '0';
          digits++;
          if (digits == DIGITS) {
            digits = -1;
            ages.accept(System.nanoTime() - stamp);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
