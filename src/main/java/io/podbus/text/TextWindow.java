package io.podbus.text;

import com.google.re2j.Matcher;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of one stream as text, in which a pattern is looked for while the stream goes on.
///
/// Keeps [#KEPT_BYTES] of what has been searched, so that a match may lie across any cuts of the
/// stream as long as it is not longer than that. One thread at a time; may move between threads.
public final class TextWindow {
  /// How much text stays before what is new.
  public static final int KEPT_BYTES = 32 * 1024;

  private static final byte[] NONE = {};

  /// A match.
  ///
  /// @param offset of its first byte in the stream
  /// @param endOffset behind its last byte
  /// @param groups what the groups of the pattern matched, null for those that took no part
  public record Found(long offset, long endOffset, String text, List<@Nullable String> groups) {}

  private final boolean stripped;
  private final OffsetMap offsets = new OffsetMap();
  private @Nullable AnsiStripper stripper;

  /// What has to be added to the stripper's positions to get offsets.
  private long base;

  private byte[] text = new byte[1024];
  private int length;

  /// A character that the last bytes began.
  private byte[] begun = NONE;

  private long begunOffset;

  /// Whether something stood before the window's first byte.
  private boolean slid;

  /// @param stripped whether escape sequences are taken out first
  public TextWindow(boolean stripped) {
    this.stripped = stripped;
  }

  /// Adds what the stream said next.
  ///
  /// @param offset of the first byte
  public void append(Buffer bytes, long offset) {
    slide();
    byte[] source = bytes.getBytes();
    if (!stripped) {
      add(source, 0, source.length, offset);
      return;
    }
    if (stripper == null) {
      stripper = new AnsiStripper();
      base = offset;
    }
    stripper.next(source, 0, source.length, (kept, from, to, at) -> add(kept, from, to, base + at));
  }

  /// Something is missing behind what was added: text on both sides of it is not one.
  public void gap() {
    length = 0;
    begun = NONE;
    stripper = null;
    slid = true;
    offsets.clear();
  }

  /// The first match in what is there.
  public Optional<Found> find(LinearPattern pattern) {
    byte[] all = Arrays.copyOf(text, length);
    Matcher matcher = pattern.matcher(all);
    // The first character only stands before what may match, so that ^ and \b see it.
    int from = slid && length > 0 ? Math.max(1, Utf8.sequence(all, 0, length)) : 0;
    if (!matcher.find(from)) {
      return Optional.empty();
    }
    List<@Nullable String> groups = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      groups.add(matcher.group(i));
    }
    int start = matcher.start();
    int end = matcher.end();
    long endOffset = end > start ? offsets.offsetOf(end - 1) + 1 : offsets.offsetOf(end);
    return Optional.of(
        new Found(
            offsets.offsetOf(start),
            endOffset,
            matcher.group(),
            Collections.unmodifiableList(groups)));
  }

  /// The last text, of at most so many bytes.
  public String tail(int maxBytes) {
    int from = boundary(Math.max(0, length - maxBytes));
    return new String(text, from, length - from, StandardCharsets.UTF_8);
  }

  private void slide() {
    int drop = length - KEPT_BYTES;
    if (drop <= 0) {
      return;
    }
    drop = boundary(drop);
    System.arraycopy(text, drop, text, 0, length - drop);
    length -= drop;
    offsets.drop(drop);
    slid = true;
  }

  private int boundary(int place) {
    int at = place;
    while (at < length && (text[at] & 0xc0) == 0x80) {
      at++;
    }
    return at;
  }

  private void add(byte[] source, int from, int to, long offset) {
    if (begun.length == 0) {
      wellFormed(source, from, to, offset);
      return;
    }
    byte[] before = begun;
    begun = NONE;
    if (begunOffset + before.length == offset) {
      byte[] whole = Arrays.copyOf(before, before.length + to - from);
      System.arraycopy(source, from, whole, before.length, to - from);
      wellFormed(whole, 0, whole.length, begunOffset);
    } else {
      put(Utf8.REPLACEMENT, 0, Utf8.REPLACEMENT.length, begunOffset);
      wellFormed(source, from, to, offset);
    }
  }

  private void wellFormed(byte[] source, int from, int to, long offset) {
    int at = from;
    while (at < to) {
      int stop = Utf8.wellFormed(source, at, to);
      put(source, at, stop, offset + at - from);
      if (stop == to) {
        return;
      }
      int sequence = Utf8.sequence(source, stop, to);
      if (sequence == Utf8.CUT_OFF) {
        begun = Arrays.copyOfRange(source, stop, to);
        begunOffset = offset + stop - from;
        return;
      }
      put(Utf8.REPLACEMENT, 0, Utf8.REPLACEMENT.length, offset + stop - from);
      at = stop - sequence;
    }
  }

  private void put(byte[] source, int from, int to, long offset) {
    if (to == from) {
      return;
    }
    if (text.length - length < to - from) {
      text = Arrays.copyOf(text, Math.max(text.length * 2, length + to - from));
    }
    offsets.run(length, offset);
    System.arraycopy(source, from, text, length, to - from);
    length += to - from;
  }
}
