package io.podbus.ops.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The form of the log's lines.
public enum LogFormat {
  /// Text where stderr is a terminal, else JSON.
  AUTO,
  /// An object for each line, for collectors.
  JSON,
  /// A line that people read.
  TEXT;

  /// The variable that chooses it.
  public static final String VARIABLE = "PODBUS_LOG_FORMAT";

  private static final Path STDERR = Path.of("/proc/self/fd/2");

  /// The format of that name.
  public static Optional<LogFormat> parse(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  /// What it comes to here: never `AUTO`.
  LogFormat here() {
    return this != AUTO ? this : isTerminal() ? TEXT : JSON;
  }

  /// Java tells of stdin and stdout alone.
  private static boolean isTerminal() {
    try {
      String device = Files.readSymbolicLink(STDERR).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.startsWith("/dev/console");
    } catch (IOException e) {
      return false;
    }
  }
}
