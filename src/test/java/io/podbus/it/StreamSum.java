package io.podbus.it;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// What a reader has of a stream that begins with the sum of what follows in it. Pieces come in
/// order; what a reader that went back is given again is passed over, after a look at whether it is
/// the same.
final class StreamSum {
  private static final int SUM_BYTES = 64;
  private static final int KEPT = 1 << 20;

  private final MessageDigest digest = sha256();
  private final byte[] head = new byte[SUM_BYTES];
  private final byte[] last = new byte[KEPT];
  private long size;

  /// How many bytes there are: where the reader goes on.
  long size() {
    return size;
  }

  /// @param offset of the first byte in its stream
  void take(long offset, byte[] bytes, int length) {
    if (offset > size) {
      throw new AssertionError("after byte " + size + " comes byte " + offset);
    }
    for (long at = Math.max(offset, size - KEPT); at < Math.min(size, offset + length); at++) {
      if (last[(int) (at % KEPT)] != bytes[(int) (at - offset)]) {
        throw new AssertionError("byte " + at + " is another one the second time");
      }
    }
    for (int i = (int) Math.min(length, size - offset); i < length; ) {
      int slot = (int) (size % KEPT);
      int count = Math.min(length - i, KEPT - slot);
      if (size < SUM_BYTES) {
        count = (int) Math.min(count, SUM_BYTES - size);
        System.arraycopy(bytes, i, head, (int) size, count);
      } else {
        digest.update(bytes, i, count);
      }
      System.arraycopy(bytes, i, last, slot, count);
      size += count;
      i += count;
    }
  }

  /// Whether what follows the sum has it. Once, at the end.
  void requireWhole(String description) {
    String expected = new String(head, StandardCharsets.US_ASCII);
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(expected)) {
      throw new AssertionError(
          description + ": " + size + " bytes with the sum " + found + " instead of " + expected);
    }
  }

  @Override
  public String toString() {
    return size + " bytes, " + Arrays.toString(head);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
