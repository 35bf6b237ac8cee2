package io.podbus.gateway.encoding;

import io.vertx.core.buffer.Buffer;

/// Leaves out lines at the beginning of a text that comes in pieces, and ends it after some more. A
/// line ends with a line feed. One thread at a time.
public final class LineCut {
  private long skip;
  private long left;

  /// @param skip how many lines at the beginning are left out
  /// @param most how many come at most; [Long#MAX_VALUE] for all
  public LineCut(long skip, long most) {
    this.skip = skip;
    this.left = most;
  }

  /// Whether nothing comes any more.
  public boolean isOver() {
    return left <= 0;
  }

  /// What of this piece is wanted.
  public Buffer next(Buffer text) {
    if (skip == 0 && left == Long.MAX_VALUE) {
      return text;
    }
    byte[] bytes = text.getBytes();
    int at = 0;
    while (skip > 0 && at < bytes.length) {
      if (bytes[at++] == '\n') {
        skip--;
      }
    }
    int end = bytes.length;
    if (left != Long.MAX_VALUE) {
      end = at;
      while (left > 0 && end < bytes.length) {
        if (bytes[end++] == '\n') {
          left--;
        }
      }
    }
    return text.slice(at, end);
  }

  /// How many lines a text ends.
  public static long count(Buffer text) {
    long lines = 0;
    for (byte one : text.getBytes()) {
      lines += one == '\n' ? 1 : 0;
    }
    return lines;
  }
}
