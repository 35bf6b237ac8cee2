package io.podbus.config;

/// What the service says on its event bus without being asked.
///
/// @param feeds whether output and events are published
public record BusConfig(Feeds feeds) {

  /// Whether output and events of sessions are published for whoever listens on the bus. A
  /// published message has no reader that could be asked for a name.
  public enum Feeds {
    /// Only where nobody is asked for a name.
    AUTO,
    /// Always.
    OPEN,
    /// Never.
    CLOSED
  }

  /// Whether they are published.
  ///
  /// @param asked whether callers are asked for a name
  public boolean publishes(boolean asked) {
    return switch (feeds) {
      case AUTO -> !asked;
      case OPEN -> true;
      case CLOSED -> false;
    };
  }
}
