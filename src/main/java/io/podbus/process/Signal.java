package io.podbus.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A signal of Linux, with the numbers of x86-64 and aarch64.
///
/// @param name as `kill -l` has it, with `SIG`, such as `SIGINT` or `SIGRTMIN+3`
/// @param number 1 to 64
public record Signal(String name, int number) {
  // By number, from 1.
  private static final List<String> STANDARD =
      List.of(
          "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
              .split(" "));
  private static final Map<String, String> ALIASES =
      Map.of("IOT", "ABRT", "CLD", "CHLD", "POLL", "IO", "UNUSED", "SYS");
  private static final String PREFIX = "SIG";

  /// The first real-time signal: glibc keeps 32 and 33 for itself.
  private static final int RTMIN = 34;

  private static final int RTMAX = 64;

  // kill -l counts the lower half from RTMIN, the upper half from RTMAX.
  private static final int LAST_FROM_RTMIN = 49;

  public static final Signal HUP = of(1);
  public static final Signal INT = of(2);
  public static final Signal KILL = of(9);
  public static final Signal TERM = of(15);

  /// The signal of a number.
  ///
  /// @throws IllegalArgumentException outside 1–64
  public static Signal of(int number) {
    if (number < 1 || number > RTMAX) {
      throw new IllegalArgumentException("no signal has the number " + number);
    }
    return new Signal(PREFIX + bareName(number), number);
  }

  private static String bareName(int number) {
    if (number <= STANDARD.size()) {
      return STANDARD.get(number - 1);
    }
    if (number < RTMIN) {
      return Integer.toString(number);
    }
    if (number <= LAST_FROM_RTMIN) {
      return number == RTMIN ? "RTMIN" : "RTMIN+" + (number - RTMIN);
    }
    return number == RTMAX ? "RTMAX" : "RTMAX-" + (RTMAX - number);
  }

  /// What a caller wrote: a name with or without `SIG`, in any case, or a number.
  public static Optional<Signal> parse(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    if (name.startsWith(PREFIX)) {
      name = name.substring(PREFIX.length());
    } else if (name.matches("[0-9]{1,2}")) {
      int number = Integer.parseInt(name);
      return number < 1 || number > RTMAX ? Optional.empty() : Optional.of(of(number));
    }
    String standard = ALIASES.getOrDefault(name, name);
    int index = STANDARD.indexOf(standard);
    if (index >= 0) {
      return Optional.of(of(index + 1));
    }
    return realTime(standard);
  }

  // RTMIN+20 and RTMAX-10 are the same signal: either form is taken.
  private static Optional<Signal> realTime(String name) {
    if (!name.matches("RTMIN(\\+[0-9]{1,2})?|RTMAX(-[0-9]{1,2})?")) {
      return Optional.empty();
    }
    int base = name.startsWith("RTMIN") ? RTMIN : RTMAX;
    int number = base + (name.length() == 5 ? 0 : Integer.parseInt(name.substring(5)));
    return number < RTMIN || number > RTMAX ? Optional.empty() : Optional.of(of(number));
  }

  @Override
  public String toString() {
    return name;
  }
}
