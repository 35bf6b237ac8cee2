package io.podbus.process.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// One handle per symbol. Constants, so that the calls compile to direct ones.
///
/// Handles made by [#errno] take the segment for the error number first; those made by [#plain]
/// answer the error number themselves or cannot fail.
final class Symbols {
  static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
  static final long ERRNO_OFFSET = CALL_STATE.byteOffset(PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  static final MethodHandle READ =
      errno("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  static final MethodHandle WRITE =
      errno("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  static final MethodHandle CLOSE = errno("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle PIPE2 =
      errno("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  static final MethodHandle FCNTL =
      variadic("fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  static final MethodHandle IOCTL =
      variadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  static final MethodHandle UMASK = plain("umask", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle KILL =
      errno("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  static final MethodHandle SIGNAL =
      errno("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
  static final MethodHandle WAITPID =
      errno("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  // The wrappers of pidfd_open and pidfd_send_signal came with glibc 2.36 only.
  static final MethodHandle SYSCALL =
      variadic(
          "syscall",
          1,
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  static final MethodHandle POSIX_OPENPT =
      errno("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle GRANTPT = errno("grantpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle UNLOCKPT = errno("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle PTSNAME_R =
      plain("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
  static final MethodHandle TCGETATTR =
      errno("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  static final MethodHandle TCSETATTR =
      errno("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  static final MethodHandle CFMAKERAW = plain("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));

  static final MethodHandle INOTIFY_INIT1 =
      errno("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle INOTIFY_ADD_WATCH =
      errno("inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  static final MethodHandle INOTIFY_RM_WATCH =
      errno("inotify_rm_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  static final MethodHandle POSIX_SPAWNP =
      plain(
          "posix_spawnp",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle ACTIONS_INIT = plain("posix_spawn_file_actions_init", oneAddress());
  static final MethodHandle ACTIONS_DESTROY =
      plain("posix_spawn_file_actions_destroy", oneAddress());
  static final MethodHandle ACTIONS_ADDDUP2 =
      plain(
          "posix_spawn_file_actions_adddup2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  static final MethodHandle ACTIONS_ADDOPEN =
      plain(
          "posix_spawn_file_actions_addopen",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  static final MethodHandle ACTIONS_ADDCHDIR =
      plain(
          "posix_spawn_file_actions_addchdir_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  static final MethodHandle ACTIONS_ADDCLOSEFROM =
      plain(
          "posix_spawn_file_actions_addclosefrom_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  static final MethodHandle ATTR_INIT = plain("posix_spawnattr_init", oneAddress());
  static final MethodHandle ATTR_DESTROY = plain("posix_spawnattr_destroy", oneAddress());
  static final MethodHandle ATTR_SETFLAGS =
      plain("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  static final MethodHandle ATTR_SETSIGMASK =
      plain("posix_spawnattr_setsigmask", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  static final MethodHandle ATTR_SETSIGDEFAULT =
      plain("posix_spawnattr_setsigdefault", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

  private Symbols() {}

  private static FunctionDescriptor oneAddress() {
    return FunctionDescriptor.of(JAVA_INT, ADDRESS);
  }

  private static MethodHandle errno(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(find(name), descriptor, CAPTURE);
  }

  private static MethodHandle variadic(String name, int fixed, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        find(name), descriptor, CAPTURE, Linker.Option.firstVariadicArg(fixed));
  }

  private static MethodHandle plain(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(find(name), descriptor);
  }

  private static MemorySegment find(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() ->
            new UnsupportedOperationException(
                "The C library has no " + name + ": glibc 2.34 or newer is needed."));
  }
}
