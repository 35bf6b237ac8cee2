package io.podbus.process;

/// The child takes no more input: it has ended, closed its stdin, or its input was ended by us.
public final class InputClosedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param sentence why, for the caller of the write
  public InputClosedException(String sentence) {
    super(sentence);
  }
}
