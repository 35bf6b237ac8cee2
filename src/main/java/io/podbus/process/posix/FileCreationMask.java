package io.podbus.process.posix;

/// The bits that no file of this process gets when it is made: umask(2).
public final class FileCreationMask {
  private FileCreationMask() {}

  /// Sets it for the whole process, and for the children that it has from now on. Any thread.
  ///
  /// @param mask the bits that are taken away, as 077
  /// @return what it was before
  public static int set(int mask) {
    try {
      return (int) Symbols.UMASK.invokeExact(mask);
    } catch (Throwable e) {
      throw LinuxPosix.rethrow(e);
    }
  }
}
