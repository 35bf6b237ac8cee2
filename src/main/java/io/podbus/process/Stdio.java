package io.podbus.process;

/// What the standard streams of a child are.
public sealed interface Stdio {
  /// The largest height and width that the kernel's own record of a terminal's size can hold.
  int MAX_SIZE = 0xffff;

  /// A pipe for each stream.
  ///
  /// @param stdin false: the child reads `/dev/null`
  record Pipes(boolean stdin) implements Stdio {}

  /// One terminal for all three, raw from the start, which the child has as its controlling one.
  ///
  /// @param rows its height, as the child finds it
  /// @param cols its width
  record Terminal(int rows, int cols) implements Stdio {
    public Terminal {
      requireSize(rows, cols);
    }
  }

  /// Refuses what is no size of a terminal.
  static void requireSize(int rows, int cols) {
    if (rows < 1 || rows > MAX_SIZE || cols < 1 || cols > MAX_SIZE) {
      throw new IllegalArgumentException("rows and cols are 1 to " + MAX_SIZE);
    }
  }
}
