package io.podbus.session.journal;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Keeps a character whole that arrives in two reads: holds back the beginning of a UTF-8 sequence
/// at the end of a buffer, at most three bytes, until the rest comes or [#flush] is called.
///
/// Bytes that cannot become valid UTF-8 are passed on as they are. Owned by one thread.
public final class Utf8Cutter {
  private @Nullable Buffer held;

  /// Takes what was read; gives what may go out now, null where that is nothing yet.
  public @Nullable Buffer push(Buffer read) {
    Buffer all = read;
    if (held != null) {
      all = Buffer.buffer(held.length() + read.length()).appendBuffer(held).appendBuffer(read);
      held = null;
    }
    int cut = all.length() - unfinished(all);
    if (cut == all.length()) {
      return all;
    }
    held = all.getBuffer(cut, all.length());
    return cut == 0 ? null : all.slice(0, cut);
  }

  /// Whether something is held back.
  public boolean holds() {
    return held != null;
  }

  /// Gives what is held back, null where nothing is.
  public @Nullable Buffer flush() {
    Buffer rest = held;
    held = null;
    return rest;
  }

  /// How many bytes at the end begin a sequence that is not complete.
  private static int unfinished(Buffer bytes) {
    int length = bytes.length();
    for (int back = 1; back <= Math.min(3, length); back++) {
      int b = bytes.getByte(length - back) & 0xff;
      if (b < 0x80) {
        return 0;
      }
      if (b >= 0xc0) {
        return needs(b) > back ? back : 0;
      }
    }
    return 0;
  }

  /// The length of the sequence that this lead byte opens (RFC 3629); 0 where it opens none.
  private static int needs(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  }
}
