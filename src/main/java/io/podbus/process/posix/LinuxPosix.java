package io.podbus.process.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// [Posix] on Linux with glibc.
public final class LinuxPosix implements Posix {
  private static final int F_SETFL = 4;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;
  private static final long TIOCSWINSZ = 0x5414;
  private static final long SYS_PIDFD_SEND_SIGNAL = 424;
  private static final long SYS_PIDFD_OPEN = 434;
  private static final int SIGCHLD = 17;
  private static final int WNOHANG = 1;

  /// `struct termios` has 60 bytes; room to spare.
  private static final int TERMIOS_BYTES = 128;

  private static final int PATH_BYTES = 128;

  // Where the C library's errno lands: one for each thread that calls.
  private final ThreadLocal<MemorySegment> callState =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Symbols.CALL_STATE));

  private LinuxPosix() {}

  /// Binds the symbols.
  ///
  /// @throws UnsupportedOperationException with a sentence, where one is missing or where native
  ///   access is not allowed
  public static Posix load() {
    try {
      LinuxPosix posix = new LinuxPosix();
      posix.close(-1);
      return posix;
    } catch (ExceptionInInitializerError e) {
      Throwable cause = e.getCause();
      if (cause instanceof UnsupportedOperationException missing) {
        throw missing;
      }
      throw new UnsupportedOperationException(
          "The C library cannot be called: start Java with --enable-native-access=ALL-UNNAMED.", e);
    } catch (NoClassDefFoundError e) {
      throw new UnsupportedOperationException(
          "The C library cannot be called; an earlier failure says why.", e);
    }
  }

  @Override
  public Pipe pipe2(int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      check("pipe2", (int) Symbols.PIPE2.invokeExact(state(), ends, flags));
      return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void setNonBlocking(int fd) {
    if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
      throw new PosixException("fcntl", errno());
    }
  }

  @Override
  public int pipeSize(int fd) {
    return orErrno(fcntl(fd, F_GETPIPE_SZ, 0));
  }

  @Override
  public int setPipeSize(int fd, int bytes) {
    return orErrno(fcntl(fd, F_SETPIPE_SZ, bytes));
  }

  private int fcntl(int fd, int command, int argument) {
    try {
      return (int) Symbols.FCNTL.invokeExact(state(), fd, command, argument);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int posixOpenpt(int flags) {
    try {
      return check("posix_openpt", (int) Symbols.POSIX_OPENPT.invokeExact(state(), flags));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void grantpt(int fd) {
    try {
      check("grantpt", (int) Symbols.GRANTPT.invokeExact(state(), fd));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void unlockpt(int fd) {
    try {
      check("unlockpt", (int) Symbols.UNLOCKPT.invokeExact(state(), fd));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public String ptsname(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(PATH_BYTES);
      int error = (int) Symbols.PTSNAME_R.invokeExact(fd, name, (long) PATH_BYTES);
      if (error != 0) {
        throw new PosixException("ptsname_r", error);
      }
      return name.getString(0);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void makeRaw(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, Long.BYTES);
      check("tcgetattr", (int) Symbols.TCGETATTR.invokeExact(state(), fd, termios));
      Symbols.CFMAKERAW.invokeExact(termios);
      check("tcsetattr", (int) Symbols.TCSETATTR.invokeExact(state(), fd, 0, termios));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void setWindowSize(int fd, int rows, int cols) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_SHORT, 4);
      size.setAtIndex(JAVA_SHORT, 0, (short) rows);
      size.setAtIndex(JAVA_SHORT, 1, (short) cols);
      check("ioctl", (int) Symbols.IOCTL.invokeExact(state(), fd, TIOCSWINSZ, size));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int posixSpawnp(SpawnCall call) {
    return PosixSpawn.spawn(call);
  }

  @Override
  public int pidfdOpen(int pid) {
    return check("pidfd_open", (int) syscall(SYS_PIDFD_OPEN, pid, 0));
  }

  @Override
  public void pidfdSendSignal(int pidfd, int signal) {
    check("pidfd_send_signal", (int) syscall(SYS_PIDFD_SEND_SIGNAL, pidfd, signal));
  }

  private long syscall(long number, long first, long second) {
    try {
      return (long) Symbols.SYSCALL.invokeExact(state(), number, first, second, 0L, 0L);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void kill(int pid, int signal) {
    try {
      check("kill", (int) Symbols.KILL.invokeExact(state(), pid, signal));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void defaultChildSignal() {
    try {
      long before = (long) Symbols.SIGNAL.invokeExact(state(), SIGCHLD, 0L);
      check("signal", before == -1 ? -1 : 0);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int waitpid(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      int reaped = (int) Symbols.WAITPID.invokeExact(state(), pid, status, WNOHANG);
      if (reaped == 0) {
        return STILL_RUNNING;
      }
      return reaped < 0 ? -errno() : status.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int read(int fd, NativeBuffer buffer, int length) {
    try {
      return orErrno(
          (int) (long) Symbols.READ.invokeExact(state(), fd, buffer.segment(), (long) length));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int write(int fd, NativeBuffer buffer, int length) {
    try {
      return orErrno(
          (int) (long) Symbols.WRITE.invokeExact(state(), fd, buffer.segment(), (long) length));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void close(int fd) {
    try {
      int _ = (int) Symbols.CLOSE.invokeExact(state(), fd);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int inotifyInit() {
    try {
      return check(
          "inotify_init1",
          (int) Symbols.INOTIFY_INIT1.invokeExact(state(), O_NONBLOCK | O_CLOEXEC));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public int inotifyAddWatch(int fd, String path, int mask) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return check(
          "inotify_add_watch",
          (int) Symbols.INOTIFY_ADD_WATCH.invokeExact(state(), fd, name, mask));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  @Override
  public void inotifyRemoveWatch(int fd, int watch) {
    try {
      int _ = (int) Symbols.INOTIFY_RM_WATCH.invokeExact(state(), fd, watch);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private MemorySegment state() {
    return callState.get();
  }

  private int errno() {
    return state().get(JAVA_INT, Symbols.ERRNO_OFFSET);
  }

  private int orErrno(int result) {
    return result < 0 ? -errno() : result;
  }

  private int check(String call, int result) {
    if (result < 0) {
      throw new PosixException(call, errno());
    }
    return result;
  }

  // A method handle may throw anything by its type; these throw nothing but what we raise
  // ourselves.
  static RuntimeException rethrow(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(thrown);
    };
  }
}
