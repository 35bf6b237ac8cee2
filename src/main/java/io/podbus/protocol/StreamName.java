package io.podbus.protocol;

import java.util.Optional;

/// Where output came from: two streams without a terminal, one with.
public enum StreamName {
  STDOUT("stdout"),
  STDERR("stderr"),
  TTY("tty");

  private final String wireName;

  StreamName(String wireName) {
    this.wireName = wireName;
  }

  /// The name in JSON, headers and query parameters.
  public String wireName() {
    return wireName;
  }

  /// The stream of that name, if there is one.
  public static Optional<StreamName> parse(String name) {
    for (StreamName stream : values()) {
      if (stream.wireName.equals(name)) {
        return Optional.of(stream);
      }
    }
    return Optional.empty();
  }
}
