package io.podbus.gateway;

/// The client's side of a request came to no end: its connection was reset or closed, or what it
/// sent is no HTTP any more. Nobody is left to be answered, and nobody here is at fault.
final class ClientGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param cause as the connection told it
  ClientGone(Throwable cause) {
    // No trace: where it was noticed says nothing.
    super(cause.getMessage(), cause, false, false);
  }
}
