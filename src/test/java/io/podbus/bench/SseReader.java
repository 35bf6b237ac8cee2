package io.podbus.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Takes an event stream apart as it comes: the text of output goes out as bytes, of all other
/// events the name and data. No more than a client must do, so that it is not the reader that is
/// measured.
final class SseReader implements ByteSink {
  private static final byte[] TEXT = "\"text\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LINE = 64 * 1024;

  /// An event other than output.
  record Event(String name, String data) {}

  private enum State {
    LINE,
    TEXT,
    ESCAPE,
    UNICODE,
    REST
  }

  private final ByteSink output;
  private final Consumer<Event> events;
  private final byte[] line = new byte[MAX_LINE];
  private final byte[] one = new byte[1];
  private final List<String> lines = new ArrayList<>();
  private State state = State.LINE;
  private int length;
  private int matched;
  private int unicode;
  private int digits;

  /// @param output given the text of output events, unescaped
  SseReader(ByteSink output, Consumer<Event> events) {
    this.output = output;
    this.events = events;
  }

  @Override
  public void take(byte[] source, int from, int count) {
    int end = from + count;
    int at = from;
    while (at < end) {
      at =
          switch (state) {
            case LINE -> line(source, at);
            case TEXT -> text(source, at, end);
            case ESCAPE -> escape(source[at], at);
            case UNICODE -> unicode(source[at], at);
            case REST -> rest(source[at], at);
          };
    }
  }

  private int line(byte[] source, int at) {
    byte next = source[at];
    if (next == '\n') {
      endLine();
      return at + 1;
    }
    if (length == MAX_LINE) {
      throw new IllegalStateException("a line of more than " + MAX_LINE + " bytes");
    }
    line[length++] = next;
    // Only an output event's data has this.
    matched = next == TEXT[matched] ? matched + 1 : next == TEXT[0] ? 1 : 0;
    if (matched == TEXT.length) {
      matched = 0;
      state = State.TEXT;
    }
    return at + 1;
  }

  private void endLine() {
    if (length > 0) {
      lines.add(new String(line, 0, length, StandardCharsets.UTF_8));
    } else if (!lines.isEmpty()) {
      event();
      lines.clear();
    }
    length = 0;
    matched = 0;
  }

  private void event() {
    String name = field("event: ");
    if (name != null && !name.equals("output")) {
      events.accept(new Event(name, String.valueOf(field("data: "))));
    } else if (name != null) {
      throw new IllegalStateException("output that is no text: " + lines);
    }
  }

  private String field(String prefix) {
    for (String text : lines) {
      if (text.startsWith(prefix)) {
        return text.substring(prefix.length());
      }
    }
    return null;
  }

  private int text(byte[] source, int from, int end) {
    int at = from;
    while (at < end && source[at] != '"' && source[at] != '\\') {
      at++;
    }
    if (at > from) {
      output.take(source, from, at - from);
    }
    if (at == end) {
      return at;
    }
    state = source[at] == '"' ? State.REST : State.ESCAPE;
    return at + 1;
  }

  private int escape(byte letter, int at) {
    state = State.TEXT;
    switch (letter) {
      case 'n' -> one('\n');
      case 't' -> one('\t');
      case 'r' -> one('\r');
      case 'b' -> one('\b');
      case 'f' -> one('\f');
      case 'u' -> {
        unicode = 0;
        digits = 0;
        state = State.UNICODE;
      }
      default -> one((char) letter);
    }
    return at + 1;
  }

  private int unicode(byte digit, int at) {
    unicode = unicode * 16 + Character.digit(digit, 16);
    digits++;
    if (digits == 4) {
      byte[] bytes = Character.toString(unicode).getBytes(StandardCharsets.UTF_8);
      output.take(bytes, 0, bytes.length);
      state = State.TEXT;
    }
    return at + 1;
  }

  private void one(char letter) {
    one[0] = (byte) letter;
    output.take(one, 0, 1);
  }

  /// Behind the text, to the end of its event.
  private int rest(byte next, int at) {
    if (next == '\n') {
      state = State.LINE;
      length = 0;
      lines.clear();
    }
    return at + 1;
  }

  @Override
  public String toString() {
    return state + " " + Arrays.toString(Arrays.copyOf(line, length));
  }
}
