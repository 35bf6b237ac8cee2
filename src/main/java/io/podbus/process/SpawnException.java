package io.podbus.process;

import io.podbus.process.posix.Errno;
import io.podbus.process.posix.PosixException;
import java.nio.file.Files;

/// A child could not be started. Nothing of the attempt is left.
public final class SpawnException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String errno;

  private SpawnException(String errno, String sentence, Throwable cause) {
    super(sentence, cause);
    this.errno = errno;
  }

  static SpawnException of(SpawnSpec spec, PosixException cause) {
    return new SpawnException(Errno.name(cause.errno()), sentence(spec, cause), cause);
  }

  /// The context or the loop of the child ended before the child was there.
  static SpawnException cancelled(SpawnSpec spec, Throwable cause) {
    String program = spec.argv().getFirst();
    return new SpawnException(
        "ECANCELED", program + " was not kept: what started it has been shut down.", cause);
  }

  private static String sentence(SpawnSpec spec, PosixException cause) {
    String program = spec.argv().getFirst();
    boolean fromSpawn = cause.call().equals("posix_spawnp");
    // The kernel does not say which step failed. This look at the directory is for the wording
    // only.
    if (fromSpawn
        && (cause.errno() == Errno.ENOENT || cause.errno() == Errno.ENOTDIR)
        && !Files.isDirectory(spec.workingDirectory())) {
      return "The working directory " + spec.workingDirectory() + " is not there.";
    }
    return switch (cause.errno()) {
      case Errno.ENOENT -> "The program " + program + ", or its interpreter, is not there.";
      case Errno.EACCES -> "The program " + program + " may not be executed.";
      case Errno.ENOEXEC -> program + " is no program that the kernel can run.";
      case Errno.E2BIG -> "Arguments and environment of " + program + " are too long together.";
      case Errno.EMFILE, Errno.ENFILE -> "No file descriptor is left to start " + program + ".";
      case Errno.EAGAIN -> "The limit of processes is reached: " + program + " was not started.";
      case Errno.ENOMEM -> "There is not enough memory to start " + program + ".";
      default ->
          program
              + " could not be started: "
              + cause.call()
              + " failed with "
              + Errno.name(cause.errno())
              + ".";
    };
  }

  /// The error's name, such as `ENOENT`.
  public String errno() {
    return errno;
  }
}
