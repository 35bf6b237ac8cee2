package io.podbus.text;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// Makes well-formed UTF-8 of one stream's bytes as they come: a character that two records share
/// comes out whole with the second, and what is no character becomes U+FFFD.
///
/// Holds back at most three bytes. One thread at a time.
public final class Utf8Stitcher {
  private byte[] heldBack = new byte[0];

  /// The text that these bytes complete.
  public Buffer next(Buffer bytes) {
    byte[] fresh = bytes.getBytes();
    if (heldBack.length == 0 && Utf8.wellFormed(fresh, 0, fresh.length) == fresh.length) {
      return bytes;
    }
    byte[] all = Arrays.copyOf(heldBack, heldBack.length + fresh.length);
    System.arraycopy(fresh, 0, all, heldBack.length, fresh.length);
    heldBack = new byte[0];
    Buffer text = Buffer.buffer(all.length + 16);
    int at = 0;
    while (at < all.length) {
      int stop = Utf8.wellFormed(all, at, all.length);
      text.appendBytes(all, at, stop - at);
      at = stop;
      if (at < all.length) {
        int length = Utf8.sequence(all, at, all.length);
        if (length == Utf8.CUT_OFF) {
          heldBack = Arrays.copyOfRange(all, at, all.length);
          return text;
        }
        text.appendBytes(Utf8.REPLACEMENT);
        at -= length;
      }
    }
    return text;
  }

  /// What stands for a character that never came to its end.
  public Buffer end() {
    boolean cutOff = heldBack.length > 0;
    heldBack = new byte[0];
    return cutOff ? Buffer.buffer(Utf8.REPLACEMENT) : Buffer.buffer();
  }
}
