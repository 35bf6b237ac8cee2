package io.podbus.text;

import java.util.ArrayDeque;

/// Estimates from its text how many steps a pattern compiles to, because a few characters of nested
/// repetition (`((a{1000}){1000}){1000}`) would compile to more than there is memory. Whether it is
/// a pattern at all, the compiler says. Confined to the method that makes it.
final class PatternSize {
  private static final long CEILING = 1L << 40;

  private final String regex;
  private int at;

  /// What has been counted in the groups around the present one.
  private final ArrayDeque<Long> outer = new ArrayDeque<>();

  private long sum;

  /// Of the last thing that a repetition would repeat.
  private long last;

  PatternSize(String regex) {
    this.regex = regex;
  }

  long estimate() {
    while (at < regex.length()) {
      char next = regex.charAt(at++);
      switch (next) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> open();
        case ')' -> close();
        case '{' -> repetition();
        case '*', '+', '?' -> sum++;
        case '|' -> {
          sum += 2;
          last = 0;
        }
        default -> atom(1);
      }
    }
    while (!outer.isEmpty()) {
      close();
    }
    return sum;
  }

  private void atom(long size) {
    last = size;
    sum = Math.min(CEILING, sum + size);
  }

  private void open() {
    outer.push(sum);
    sum = 0;
    last = 0;
  }

  private void close() {
    if (!outer.isEmpty()) {
      long group = sum + 2;
      sum = outer.pop();
      atom(group);
    }
  }

  private void escape() {
    char next = at < regex.length() ? regex.charAt(at++) : ' ';
    if (next == 'Q') {
      int end = regex.indexOf("\\E", at);
      int stop = end < 0 ? regex.length() : end;
      atom(stop - at);
      last = 1;
      at = end < 0 ? stop : end + 2;
      return;
    }
    if ("pPx".indexOf(next) >= 0 && at < regex.length() && regex.charAt(at) == '{') {
      int end = regex.indexOf('}', at);
      at = end < 0 ? at : end + 1;
    }
    atom(1);
  }

  private void characterClass() {
    int begin = at;
    while (at < regex.length()) {
      char next = regex.charAt(at++);
      boolean first = at - 1 == begin || (at - 2 == begin && regex.charAt(begin) == '^');
      if (next == '\\') {
        at++;
      } else if (next == '[' && at < regex.length() && regex.charAt(at) == ':') {
        int end = regex.indexOf(":]", at);
        at = end < 0 ? at : end + 2;
      } else if (next == ']' && !first) {
        break;
      }
    }
    atom(1);
  }

  /// `{n}`, `{n,}` or `{n,m}`; anything else is a brace.
  private void repetition() {
    int end = regex.indexOf('}', at);
    String inside = end < 0 ? "" : regex.substring(at, end);
    if (!inside.matches("\\d{1,9}(,\\d{0,9})?")) {
      atom(1);
      return;
    }
    at = end + 1;
    int comma = inside.indexOf(',');
    long least = Long.parseLong(comma < 0 ? inside : inside.substring(0, comma));
    boolean open = comma == inside.length() - 1;
    long most = comma < 0 ? least : open ? least + 1 : Long.parseLong(inside.substring(comma + 1));
    long times = Math.max(1, Math.max(least, most));
    long before = last;
    // One more for each copy: the step that decides whether to take it.
    last = Math.min(CEILING, (last + 1) * times);
    sum = Math.min(CEILING, sum - before + last);
  }
}
