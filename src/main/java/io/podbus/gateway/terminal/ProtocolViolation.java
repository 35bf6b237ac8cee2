package io.podbus.gateway.terminal;

/// A client has sent what its subprotocol does not know. The connection ends with this.
final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final CloseCode code;

  ProtocolViolation(CloseCode code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  CloseCode code() {
    return code;
  }
}
