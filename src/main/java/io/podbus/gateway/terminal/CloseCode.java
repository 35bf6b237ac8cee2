package io.podbus.gateway.terminal;

/// Why a connection ends, as its close frame says it (RFC 6455, 7.4). 4000 and above are our own.
enum CloseCode {
  /// The session has ended, and the client has been told how.
  ENDED(1000),
  /// The service is shutting down; the session has not ended for this client.
  GOING_AWAY(1001),
  /// A frame of a kind, or of a channel, that is not taken.
  UNSUPPORTED(1003),
  /// Text that is no JSON object.
  INVALID(1007),
  /// A frame or message that is too large.
  TOO_LARGE(1009),
  /// The service failed.
  INTERNAL(1011),
  /// The session, or its record, is gone.
  GONE(4404),
  /// The client has not been heard of for too long.
  DEAF(4408),
  /// Output that this client should have had is no longer kept.
  OUTPUT_GONE(4410);

  /// What a close frame can hold of a reason.
  private static final int MAX_REASON_BYTES = 123;

  private final short number;

  CloseCode(int number) {
    this.number = (short) number;
  }

  short number() {
    return number;
  }

  /// The reason as far as a close frame can carry it. Reasons are ASCII.
  static String fit(String reason) {
    return reason.length() <= MAX_REASON_BYTES ? reason : reason.substring(0, MAX_REASON_BYTES);
  }
}
