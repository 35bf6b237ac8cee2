package io.podbus.process.posix;

/// A call of the C library failed.
public final class PosixException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String call;
  private final int errno;

  public PosixException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.call = call;
    this.errno = errno;
  }

  /// The function that failed.
  public String call() {
    return call;
  }

  /// The error number, positive.
  public int errno() {
    return errno;
  }
}
