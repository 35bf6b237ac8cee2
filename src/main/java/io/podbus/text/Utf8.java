package io.podbus.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Walks through UTF-8 by the table of well-formed sequences of the Unicode Standard (3.9, D92): no
/// surrogates, no overlong forms, nothing above U+10FFFF. Pure; any thread.
public final class Utf8 {
  /// U+FFFD, which stands for what is no character.
  static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

  /// What [#sequence] says of a sequence that the end of the bytes cuts off.
  public static final int CUT_OFF = 0;

  public static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  public static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /// How many bytes the character at `at` has; [#CUT_OFF] where it would need more than there are;
  /// negative for no character: minus the number of bytes that one replacement stands for.
  public static int sequence(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    if (lead < 0x80) {
      return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
      return -1;
    }
    int following = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    for (int i = 1; i <= following; i++) {
      if (at + i >= end) {
        return CUT_OFF;
      }
      int next = bytes[at + i] & 0xff;
      if (next < low || next > high) {
        return -i;
      }
      low = 0x80;
      high = 0xbf;
    }
    return following + 1;
  }

  /// Where the first byte stands, from `from` on, that is not part of a whole character; `end`
  /// where all are.
  public static int wellFormed(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      while (at + Long.BYTES <= end && ((long) WORD.get(bytes, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
      }
      if (at < end) {
        int length = sequence(bytes, at, end);
        if (length <= 0) {
          return at;
        }
        at += length;
      }
    }
    return end;
  }
}
