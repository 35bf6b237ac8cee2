package io.podbus.process;

/// How a child ended, exactly as the kernel tells it.
public sealed interface ExitStatus {
  /// It ended by itself.
  ///
  /// @param code 0 to 255
  record Exited(int code) implements ExitStatus {}

  /// A signal ended it.
  record Signalled(Signal signal) implements ExitStatus {}

  /// Reads what `waitpid` says.
  static ExitStatus ofWaitStatus(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? new Exited((status >> 8) & 0xff) : new Signalled(Signal.of(signal));
  }
}
