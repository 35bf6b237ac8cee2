package io.podbus.gateway.encoding;

import io.podbus.text.Utf8;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of JSON in the making. Confined to the method that makes them.
final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long ONES = 0x0101010101010101L;
  private static final long SPACES = ONES * ' ';
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private byte[] bytes;
  private int length;

  JsonText(int expected) {
    this.bytes = new byte[expected];
  }

  void append(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  /// Appends UTF-8 as the inside of a JSON string.
  ///
  /// @return false where the source is not UTF-8: what has been appended is then of no use
  boolean appendEscaped(byte[] source) {
    int end = source.length;
    int copied = 0;
    int at = 0;
    while (at < end) {
      at = skipPlain(source, at, end);
      if (at == end) {
        break;
      }
      byte next = source[at];
      if (next < 0) {
        int sequence = Utf8.sequence(source, at, end);
        if (sequence <= 0) {
          return false;
        }
        at += sequence;
      } else {
        append(source, copied, at);
        escape(next);
        at++;
        copied = at;
      }
    }
    append(source, copied, end);
    return true;
  }

  Buffer toBuffer() {
    return Buffer.buffer(length).appendBytes(bytes, 0, length);
  }

  /// Where the next byte stands that is not plain ASCII or has to be escaped.
  private static int skipPlain(byte[] source, int from, int end) {
    int at = from;
    while (at + Long.BYTES <= end && allPlain((long) Utf8.WORD.get(source, at))) {
      at += Long.BYTES;
    }
    while (at < end && isPlain(source[at])) {
      at++;
    }
    return at;
  }

  /// Whether none of eight bytes is below a space, above ASCII, a quote or a backslash. The
  /// subtraction borrows into a byte's high bit only where that byte, or one below it, is too
  /// small: a byte may be taken for special that is not, never the other way round.
  private static boolean allPlain(long word) {
    long quote = word ^ QUOTES;
    long backslash = word ^ BACKSLASHES;
    long special = word | (word - SPACES) | (quote - ONES) | (backslash - ONES);
    return (special & Utf8.HIGH_BITS) == 0;
  }

  private static boolean isPlain(byte value) {
    return value >= ' ' && value != '"' && value != '\\';
  }

  private void escape(byte value) {
    reserve(6);
    bytes[length++] = '\\';
    switch (value) {
      case '"', '\\' -> bytes[length++] = value;
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      case '\t' -> bytes[length++] = 't';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[value >> 4];
        bytes[length++] = HEX[value & 15];
      }
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
