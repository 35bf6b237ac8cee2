package io.podbus.process;

import io.netty.buffer.Unpooled;
import io.podbus.process.posix.Errno;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The reading side of a pipe or terminal. For the loop's thread alone.
final class DescriptorSource implements ReadStream<Buffer> {
  private static final int GROWN_PIPE = 1024 * 1024;

  /// So many reads in a row must find the pipe at least half full before it is made larger.
  private static final int BUSY_READS = 4;

  /// What a read counts at least: a child that writes single bytes must not hold the loop either.
  private static final int MIN_COST = 4096;

  private final LoopResources resources;
  private final Descriptor descriptor;
  private final boolean terminal;
  private final Runnable onEnd;

  private @Nullable Handler<Buffer> handler;
  private @Nullable Handler<Void> endHandler;
  private @Nullable Handler<Throwable> exceptionHandler;
  private long demand;
  private boolean readable;
  private boolean pumping;
  private boolean ended;
  private boolean childEnded;
  // 0 where it is not to grow (any more).
  private int pipeSize;
  private int busyReads;

  /// @param onEnd told once, before the end handler
  DescriptorSource(
      LoopResources resources, Descriptor descriptor, boolean terminal, Runnable onEnd) {
    this.resources = resources;
    this.descriptor = descriptor;
    this.terminal = terminal;
    this.onEnd = onEnd;
    this.pipeSize = terminal ? 0 : Math.max(0, resources.posix().pipeSize(descriptor.number()));
  }

  boolean isEnded() {
    return ended;
  }

  void ready() {
    readable = true;
    pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      int budget = LoopResources.TURN_BYTES;
      while (readable && demand > 0 && handler != null && !ended) {
        if (budget <= 0) {
          descriptor.rearm();
          return;
        }
        budget -= Math.max(readOnce(handler), MIN_COST);
      }
    } finally {
      pumping = false;
    }
  }

  private int readOnce(Handler<Buffer> target) {
    int count =
        resources
            .posix()
            .read(descriptor.number(), resources.scratch(), resources.scratch().size());
    if (count > 0) {
      byte[] bytes = new byte[count];
      // Cleared, since a write before may have set its limit.
      resources.scratch().view().clear().get(0, bytes);
      if (demand != Long.MAX_VALUE) {
        demand--;
      }
      growBusyPipe(count);
      // Wrapped, not copied: nobody else knows the array.
      resources.context().dispatch(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)), target);
      return count;
    }
    switch (-count) {
      case 0 -> finish(null);
      case Errno.EAGAIN -> readable = false;
      case Errno.EINTR -> {}
      default -> {
        if (terminal && count == -Errno.EIO) {
          hungUp();
        } else {
          finish(new IOException("read failed with " + Errno.name(-count)));
        }
      }
    }
    return 0;
  }

  // A terminal says EIO when the last process has closed its side. That is not yet the end while
  // the
  // child lives: it may open the terminal again, and closing ours now would send it SIGHUP, which
  // kills a program that closes its streams on its way to exit.
  private void hungUp() {
    if (childEnded) {
      finish(null);
    } else {
      readable = false;
    }
  }

  /// The child has been reaped: from now on a terminal that nobody holds is at its end.
  void childEnded() {
    childEnded = true;
    if (terminal) {
      ready();
    }
  }

  // A stream that keeps its pipe full is moved in larger pieces; idle ones cost no kernel memory.
  private void growBusyPipe(int count) {
    if (pipeSize == 0) {
      return;
    }
    busyReads = count >= pipeSize / 2 ? busyReads + 1 : 0;
    if (busyReads == BUSY_READS) {
      // Refused where the user's share of pipe memory is used up: then it stays as it is.
      resources.posix().setPipeSize(descriptor.number(), GROWN_PIPE);
      pipeSize = 0;
    }
  }

  /// Ends the stream at once, whatever is unread. Idempotent.
  void close() {
    finish(null);
  }

  private void finish(@Nullable Throwable failure) {
    if (ended) {
      return;
    }
    ended = true;
    descriptor.release();
    Handler<Throwable> onFailure = exceptionHandler;
    Handler<Void> onEnded = endHandler;
    handler = null;
    endHandler = null;
    exceptionHandler = null;
    onEnd.run();
    if (failure != null && onFailure != null) {
      resources.context().dispatch(failure, onFailure);
    }
    if (onEnded != null) {
      resources.context().dispatch(null, onEnded);
    }
  }

  // Not read here: a handler never runs inside the call that asks for data.
  private void wanted() {
    if (readable && !pumping && !ended && demand > 0 && handler != null) {
      descriptor.rearm();
    }
  }

  @Override
  public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
    assert resources.inLoop();
    if (!ended) {
      this.handler = handler;
      wanted();
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> pause() {
    assert resources.inLoop();
    demand = 0;
    return this;
  }

  @Override
  public ReadStream<Buffer> resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public ReadStream<Buffer> fetch(long amount) {
    assert resources.inLoop();
    if (amount < 0) {
      throw new IllegalArgumentException("negative demand");
    }
    demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
    wanted();
    return this;
  }

  @Override
  public ReadStream<Buffer> endHandler(@Nullable Handler<Void> endHandler) {
    assert resources.inLoop();
    if (!ended) {
      this.endHandler = endHandler;
    }
    return this;
  }

  @Override
  public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    assert resources.inLoop();
    if (!ended) {
      this.exceptionHandler = handler;
    }
    return this;
  }
}
