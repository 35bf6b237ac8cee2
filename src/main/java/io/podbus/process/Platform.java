package io.podbus.process;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.podbus.process.posix.Errno;
import io.podbus.process.posix.LinuxPosix;
import io.podbus.process.posix.Posix;
import io.podbus.process.posix.PosixException;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;

/// The self-check at start-up: what this package needs of the machine.
final class Platform {
  private Platform() {}

  /// The C library, where everything else is there too.
  ///
  /// @throws UnsupportedPlatformException naming what is missing
  static Posix check(Vertx vertx) {
    String system = System.getProperty("os.name", "unknown");
    if (!system.equals("Linux")) {
      throw new UnsupportedPlatformException("Podbus runs on Linux only; this is " + system + ".");
    }
    checkTransport(vertx);
    Posix posix = load();
    checkKernel(posix);
    // Where SIGCHLD is ignored, which a parent can hand down, no exit status would ever be seen.
    posix.defaultChildSignal();
    return posix;
  }

  private static void checkTransport(Vertx vertx) {
    if (!vertx.isNativeTransportEnabled()) {
      Throwable cause = vertx.unavailableNativeTransportCause();
      String sentence =
          "Vert.x runs without its native transport: set preferNativeTransport and keep Netty's"
              + " native epoll library for this machine on the class path.";
      throw cause == null
          ? new UnsupportedPlatformException(sentence)
          : new UnsupportedPlatformException(sentence, cause);
    }
    EventLoopGroup group = ((VertxInternal) vertx).nettyEventLoopGroup();
    if (!(group instanceof IoEventLoopGroup io) || !io.isCompatible(EpollIoHandle.class)) {
      throw new UnsupportedPlatformException(
          "The event loops of Vert.x do not use epoll, which child processes need.");
    }
  }

  static Posix load() {
    try {
      return LinuxPosix.load();
    } catch (UnsupportedOperationException e) {
      String message = e.getMessage();
      throw new UnsupportedPlatformException(
          message == null ? "The C library cannot be called." : message, e);
    }
  }

  private static void checkKernel(Posix posix) {
    try {
      posix.close(posix.pidfdOpen((int) ProcessHandle.current().pid()));
    } catch (PosixException e) {
      String why =
          e.errno() == Errno.ENOSYS ? "Linux 5.3 or newer is needed" : Errno.name(e.errno());
      throw new UnsupportedPlatformException(
          "The kernel does not let us watch a process by pidfd_open: " + why + ".", e);
    }
  }
}
