package io.podbus.podman;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Linux signals by name and number.
public final class Signals {
  /// From 1 on, in order.
  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
          "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private static final int MAX = 64;

  private Signals() {}

  /// The number of a signal that a caller names, with or without `SIG`, or by number.
  public static OptionalInt parse(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT);
    if (name.matches("[0-9]{1,2}")) {
      int number = Integer.parseInt(name);
      return number >= 1 && number <= MAX ? OptionalInt.of(number) : OptionalInt.empty();
    }
    int index = NAMES.indexOf(name.startsWith("SIG") ? name.substring(3) : name);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
  }

  /// The name with `SIG`; the bare number where it has none.
  public static String name(int number) {
    return number >= 1 && number <= NAMES.size()
        ? "SIG" + NAMES.get(number - 1)
        : Integer.toString(number);
  }
}
