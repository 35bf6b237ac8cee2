package io.podbus.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/// What programs write, 64 KiB at a time: as much as a full pipe gives.
public final class Payloads {
  /// The length of each.
  public static final int BYTES = 64 * 1024;

  private Payloads() {}

  /// The payload of this name.
  public static byte[] of(String name) {
    return switch (name) {
      case "ascii" -> repeat("The quick brown fox jumps over the lazy dog 0123456789\n");
      case "utf8" ->
          repeat("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich – 𝄞\n");
      case "coloured" -> repeat("\u001b[1;32mok\u001b[0m test \u001b[33m12\u001b[0m of 40\r\n");
      case "binary" -> {
        byte[] bytes = new byte[BYTES];
        new Random(1).nextBytes(bytes);
        yield bytes;
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static byte[] repeat(String line) {
    byte[] one = line.getBytes(StandardCharsets.UTF_8);
    byte[] all = line.repeat(BYTES / one.length + 1).getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(all, BYTES);
  }
}
