package io.podbus.process.posix;

/// The calls of the C library that child processes need. Any thread.
///
/// Calls on the hot path answer a negative error number where they fail ([Errno]); the others throw
/// [PosixException]. An interface so that a test can let any single call fail.
public interface Posix {
  /// Open flags of Linux.
  int O_RDWR = 2;

  int O_NOCTTY = 0x100;
  int O_NONBLOCK = 0x800;
  int O_CLOEXEC = 0x80000;

  /// What happened in a watched directory (inotify).
  int IN_CLOSE_WRITE = 0x8;

  int IN_MOVED_TO = 0x80;
  int IN_CREATE = 0x100;
  int IN_Q_OVERFLOW = 0x4000;
  int IN_IGNORED = 0x8000;
  int IN_ONLYDIR = 0x1000000;

  /// What [#waitpid] answers for a child that still runs.
  int STILL_RUNNING = Integer.MIN_VALUE;

  /// Both ends of a pipe.
  record Pipe(int read, int write) {}

  Pipe pipe2(int flags);

  /// Makes the end non-blocking. The other end of a pipe stays as it is.
  void setNonBlocking(int fd);

  /// How many bytes the pipe holds; negative error number on failure.
  int pipeSize(int fd);

  /// Asks for a pipe of that many bytes; answers what it became, or a negative error number.
  int setPipeSize(int fd, int bytes);

  /// A new pseudo-terminal's master side.
  int posixOpenpt(int flags);

  void grantpt(int fd);

  void unlockpt(int fd);

  /// The path of the slave side.
  String ptsname(int fd);

  /// Passes every byte through as it is: no echo, no line editing, no signals from keys.
  void makeRaw(int fd);

  void setWindowSize(int fd, int rows, int cols);

  /// Starts a process and answers its id.
  int posixSpawnp(SpawnCall call);

  /// A descriptor that becomes readable when the process ends; close-on-exec by itself.
  int pidfdOpen(int pid);

  void pidfdSendSignal(int pidfd, int signal);

  void kill(int pid, int signal);

  /// Sets the disposition of SIGCHLD to its default: where it is ignored (that is inherited), the
  /// kernel throws exit codes away.
  void defaultChildSignal();

  /// The wait status of a child that has ended, which reaps it; [#STILL_RUNNING]; or a negative
  /// error number. Never blocks.
  int waitpid(int pid);

  /// Reads into the start of the buffer; the count, 0 at the end, or a negative error number.
  int read(int fd, NativeBuffer buffer, int length);

  /// Writes the start of the buffer; the count or a negative error number.
  int write(int fd, NativeBuffer buffer, int length);

  /// Closes the descriptor. What Linux answers is not told: the descriptor is gone in every case.
  void close(int fd);

  /// A new inotify instance, non-blocking and close-on-exec.
  int inotifyInit();

  /// Watches a directory and answers its watch descriptor.
  int inotifyAddWatch(int fd, String path, int mask);

  /// Ends a watch; one that is gone already is no failure.
  void inotifyRemoveWatch(int fd, int watch);
}
