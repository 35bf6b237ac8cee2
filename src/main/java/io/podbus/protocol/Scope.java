package io.podbus.protocol;

import java.util.Locale;

/// What a caller may do at all. Each includes the ones before it.
public enum Scope {
  /// Look at what is the caller's own.
  READ,
  /// Create, drive and end what is the caller's own.
  WRITE,
  /// The same with what is anybody's.
  ADMIN;

  /// The name as it stands in tokens and messages.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
