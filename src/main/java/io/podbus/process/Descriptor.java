package io.podbus.process;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.podbus.process.posix.Posix;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open file descriptor that is registered with an event loop. For that loop's thread alone.
///
/// Edge-triggered and registered once: pausing costs no system call, and the end of a paused stream
/// does not wake the loop again and again, as it would level-triggered. Whoever stops before the
/// descriptor is exhausted calls [#rearm], which lets the kernel report again, after all others
/// that are ready. A task on the loop would not do: tasks that follow each other keep the loop from
/// looking at its descriptors. Netty's empty set of operations would not do either: it takes the
/// descriptor out of epoll without noting it, and the next change fails.
final class Descriptor implements EpollIoHandle {
  private static final Logger LOG = LoggerFactory.getLogger(Descriptor.class);
  static final EpollIoOps READ = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);
  static final EpollIoOps WRITE = EpollIoOps.EPOLLOUT.with(EpollIoOps.EPOLLET);
  static final EpollIoOps READ_WRITE = READ.with(EpollIoOps.EPOLLOUT);

  /// Bits of an event. The last two are always reported, asked for or not.
  static final int EPOLLIN = 0x1;

  static final int EPOLLOUT = 0x4;
  static final int EPOLLERR = 0x8;
  static final int EPOLLHUP = 0x10;

  /// Told on the loop what happens to a descriptor.
  interface Listener {
    /// @param events the bits of `epoll`
    void ready(int events);

    /// The loop is shutting down; the descriptor has been closed.
    void lost();
  }

  private final Posix posix;
  private final FileDescriptor fd;
  private final EpollIoOps interest;
  private @Nullable Listener listener;
  private @Nullable IoRegistration registration;
  private boolean closed;

  /// Takes the number over: from here on this object alone closes it.
  Descriptor(Posix posix, int fd, EpollIoOps interest) {
    this.posix = posix;
    this.fd = new FileDescriptor(fd);
    this.interest = interest;
  }

  /// Begins to report to the listener.
  ///
  /// @throws RuntimeException where the loop or the kernel takes no more
  void register(IoEventLoop loop, Listener target) {
    listener = target;
    // On the loop this is complete when it returns.
    Future<IoRegistration> registering = loop.register(this);
    IoRegistration registered = registering.getNow();
    if (registered == null) {
      throw new IllegalStateException("the event loop takes no descriptor", registering.cause());
    }
    registration = registered;
    registered.submit(interest);
  }

  int number() {
    return fd.intValue();
  }

  boolean isOpen() {
    return !closed;
  }

  /// Lets the loop report the descriptor again if it is ready, in its next round.
  void rearm() {
    if (!closed && registration != null) {
      registration.submit(interest);
    }
  }

  /// Takes the descriptor from the loop and closes it. Idempotent.
  void release() {
    if (closed) {
      return;
    }
    closed = true;
    // First out of epoll: another process may hold the same open file for a moment, between its
    // fork
    // and its exec, and would keep it registered.
    if (registration != null) {
      registration.cancel();
    }
    posix.close(fd.intValue());
  }

  @Override
  public FileDescriptor fd() {
    return fd;
  }

  @Override
  public void handle(IoRegistration source, IoEvent event) {
    if (closed || listener == null) {
      return;
    }
    try {
      listener.ready(((EpollIoEvent) event).ops().value());
    } catch (RuntimeException e) {
      // Netty answers an exception from here with a second of sleep for the whole loop.
      LOG.error("A descriptor of a child is given up", e);
      close();
    }
  }

  /// Called by the loop at its own end, and after a fault of ours.
  @Override
  public void close() {
    if (!closed) {
      release();
      if (listener != null) {
        listener.lost();
      }
    }
  }
}
