package io.podbus.text;

import io.vertx.core.buffer.Buffer;

/// Takes the control functions of a terminal out of one stream's bytes and leaves the text: escape
/// sequences (CSI, OSC, DCS, SOS, PM, APC and the short ones), the C1 controls in both of their
/// forms, and the C0 controls other than tab, line feed and carriage return.
///
/// A state machine over the bytes (ECMA-48; the states are those of the DEC parsers), so that it
/// does not matter how the stream is cut into records. It remembers a state and at most one byte,
/// whatever it is fed: a sequence that does not come to its end within [#MAX_SEQUENCE] bytes, or
/// [#MAX_STRING] for one that carries a string, is given up, and what follows is text again. Else
/// one stray byte could hide a program's output for ever.
///
/// What is no UTF-8 passes, except for bytes of C1. One thread at a time.
public final class AnsiStripper {
  /// How long a sequence without a string may be.
  public static final int MAX_SEQUENCE = 256;

  /// How long a string (a title, a picture) may be.
  public static final int MAX_STRING = 1 << 20;

  private static final int BEL = 0x07;
  private static final int CAN = 0x18;
  private static final int SUB = 0x1a;
  private static final int ESC = 0x1b;
  private static final int DEL = 0x7f;

  /// String terminator, as a control of C1.
  private static final int ST = 0x9c;

  /// Lead byte of U+0080 to U+00BF, so of C1 in UTF-8.
  private static final int C1_LEAD = 0xc2;

  private static final byte[] HELD_LEAD = {(byte) C1_LEAD};
  private static final boolean[] PLAIN = plain();

  /// Takes what stays.
  @FunctionalInterface
  public interface Text {
    /// Some bytes of text.
    ///
    /// @param bytes not to be kept or changed
    /// @param position of the first of them among all bytes that were fed
    void kept(byte[] bytes, int from, int to, long position);
  }

  private enum State {
    GROUND,
    /// Behind ESC.
    ESCAPE,
    /// Behind ESC and an intermediate byte: a final one ends it.
    INTERMEDIATE,
    /// In a control sequence: parameters, intermediates, a final byte.
    CONTROL,
    /// In an operating system command, which BEL ends as well.
    COMMAND,
    /// In a string that ST alone ends.
    STRING,
    /// Behind an ESC in a string: with a backslash it is ST, else a new sequence.
    STRING_ESCAPE
  }

  private State state = State.GROUND;

  /// How many bytes of the present character are still to come.
  private int continuations;

  /// Whether the last byte was [#C1_LEAD], so that the next one decides what it was.
  private boolean held;

  /// Of the present sequence.
  private int length;

  private long fed;

  /// The text in the next bytes of the stream; the same buffer where all of it is text.
  public Buffer next(Buffer bytes) {
    byte[] source = bytes.getBytes();
    boolean inText = state == State.GROUND && !held && continuations == 0;
    if (inText && plainUntil(source) == source.length) {
      fed += source.length;
      return bytes;
    }
    Buffer text = Buffer.buffer(source.length);
    next(source, 0, source.length, (kept, from, to, _) -> text.appendBytes(kept, from, to - from));
    return text;
  }

  /// Feeds the next bytes of the stream.
  public void next(byte[] source, int from, int to, Text text) {
    long base = fed - from;
    int kept = from;
    for (int at = from; at < to; at++) {
      int next = source[at] & 0xff;
      if (held) {
        held = false;
        if (next >= 0x80 && next < 0xa0) {
          control(next);
          kept = at + 1;
          continue;
        }
        if (state == State.GROUND) {
          text.kept(HELD_LEAD, 0, 1, base + at - 1);
        }
        continuations = 1;
      }
      if (!step(next)) {
        flush(source, kept, at, base, text);
        kept = at + 1;
      }
    }
    flush(source, kept, to, base, text);
    fed += to - from;
  }

  /// The stream has ended: what was held back is text.
  public Buffer end() {
    boolean rest = held && state == State.GROUND;
    held = false;
    return rest ? Buffer.buffer(HELD_LEAD) : Buffer.buffer();
  }

  private static void flush(byte[] source, int from, int to, long base, Text text) {
    if (to > from) {
      text.kept(source, from, to, base + from);
    }
  }

  /// Takes one byte.
  ///
  /// @return whether it is text
  private boolean step(int next) {
    return switch (state) {
      case GROUND -> ground(next);
      case ESCAPE -> escape(next);
      case INTERMEDIATE -> intermediate(next);
      case CONTROL -> parameter(next);
      case COMMAND, STRING -> string(next);
      case STRING_ESCAPE -> {
        if (next == '\\') {
          state = State.GROUND;
          yield false;
        }
        enter(State.ESCAPE);
        yield escape(next);
      }
    };
  }

  private boolean ground(int next) {
    if (continues(next)) {
      return true;
    }
    if (next < 0x80) {
      if (next == ESC) {
        enter(State.ESCAPE);
      }
      return PLAIN[next];
    }
    if (next < 0xa0) {
      control(next);
      return false;
    }
    held = next == C1_LEAD;
    continuations = held ? 0 : following(next);
    return !held;
  }

  private boolean escape(int next) {
    switch (next) {
      case '[' -> enter(State.CONTROL);
      case ']' -> enter(State.COMMAND);
      case 'P', 'X', '^', '_' -> enter(State.STRING);
      default -> {
        return intermediate(next);
      }
    }
    return false;
  }

  private boolean intermediate(int next) {
    if (next >= 0x20 && next < 0x30) {
      state = State.INTERMEDIATE;
      return isOverlong(MAX_SEQUENCE) && ground(next);
    }
    return (next < 0x30 || next >= DEL) ? within(next) : leave();
  }

  private boolean parameter(int next) {
    if (next >= 0x20 && next < 0x40) {
      return isOverlong(MAX_SEQUENCE) && ground(next);
    }
    return (next < 0x40 || next >= DEL) ? within(next) : leave();
  }

  /// What does not belong to the sequence that it stands in: controls, which are carried out there
  /// and then, or what breaks the sequence off.
  private boolean within(int next) {
    if (next >= 0x80) {
      state = State.GROUND;
      return ground(next);
    }
    if (next == ESC) {
      enter(State.ESCAPE);
    } else if (next == CAN || next == SUB) {
      state = State.GROUND;
    }
    return PLAIN[next];
  }

  private boolean string(int next) {
    if (isOverlong(MAX_STRING)) {
      return ground(next);
    }
    if (continues(next)) {
      return false;
    }
    switch (next) {
      case ESC -> state = State.STRING_ESCAPE;
      case CAN, SUB, ST -> state = State.GROUND;
      case BEL -> state = state == State.COMMAND ? State.GROUND : state;
      case C1_LEAD -> held = true;
      default -> continuations = following(next);
    }
    return false;
  }

  /// A control of C1. In a string only the one that ends it means something.
  private void control(int c1) {
    continuations = 0;
    if (c1 == ST) {
      state = State.GROUND;
    } else if (state != State.COMMAND && state != State.STRING) {
      state = State.GROUND;
      // ESC and the character 64 below is the seven-bit form.
      escape(c1 - 0x40);
    }
  }

  private void enter(State next) {
    state = next;
    length = 0;
    continuations = 0;
  }

  private boolean leave() {
    state = State.GROUND;
    return false;
  }

  private boolean isOverlong(int limit) {
    length++;
    if (length <= limit) {
      return false;
    }
    state = State.GROUND;
    continuations = 0;
    return true;
  }

  private boolean continues(int next) {
    if (continuations > 0 && (next & 0xc0) == 0x80) {
      continuations--;
      return true;
    }
    continuations = 0;
    return false;
  }

  /// How many bytes follow this lead byte.
  private static int following(int lead) {
    return lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  }

  private static int plainUntil(byte[] source) {
    int at = 0;
    while (at < source.length && source[at] >= 0 && PLAIN[source[at]]) {
      at++;
    }
    return at;
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[128];
    for (int i = ' '; i < DEL; i++) {
      plain[i] = true;
    }
    plain['\t'] = true;
    plain['\n'] = true;
    plain['\r'] = true;
    return plain;
  }
}
