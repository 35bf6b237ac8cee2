package io.podbus.process;

import io.podbus.process.posix.Errno;
import io.podbus.process.posix.PosixException;

/// A directory could not be watched.
public final class WatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String errno;

  WatchException(String subject, PosixException cause) {
    super(sentence(subject, cause), cause);
    this.errno = Errno.name(cause.errno());
  }

  private static String sentence(String subject, PosixException cause) {
    String why =
        switch (cause.errno()) {
          case Errno.ENOENT -> "it is not there";
          case Errno.ENOTDIR -> "it is no directory";
          case Errno.EACCES -> "it may not be read";
          case Errno.ENOSPC -> "the limit of watches (fs.inotify.max_user_watches) is reached";
          case Errno.EMFILE -> "the limit of files or of inotify instances is reached";
          default -> cause.call() + " failed with " + Errno.name(cause.errno());
        };
    return subject + " cannot be watched: " + why + ".";
  }

  /// The error's name, such as `ENOENT`.
  public String errno() {
    return errno;
  }
}
