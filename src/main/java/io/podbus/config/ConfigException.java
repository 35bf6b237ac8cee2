package io.podbus.config;

/// The configuration cannot be used. The message is one line for the operator: where the fault
/// stands, what stands there, and what would be right.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Makes one line of the message, whatever a parser or a file put into it.
  public ConfigException(String message) {
    // No trace: the fault is in the operator's text, not in the program.
    super(message.replaceAll("\\p{Cntrl}+", " "), null, false, false);
  }
}
