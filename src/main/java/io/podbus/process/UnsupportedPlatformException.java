package io.podbus.process;

/// This machine cannot run children on the event loop; the message says in one sentence why.
public final class UnsupportedPlatformException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedPlatformException(String sentence) {
    super(sentence);
  }

  UnsupportedPlatformException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
