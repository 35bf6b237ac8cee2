package io.podbus.process;

import io.netty.buffer.ByteBuf;
import io.podbus.process.posix.Errno;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writing side of a pipe or terminal. For the loop's thread alone.
final class DescriptorSink implements ChildInput {
  private static final int DEFAULT_MAX_BYTES = 64 * 1024;

  /// Beyond so many times the size at which the queue counts as full, writes are refused.
  private static final int HARD_FACTOR = 16;

  /// How much is copied for one write: what a pipe takes at its usual size.
  private static final int WRITE_BYTES = 64 * 1024;

  /// The key that a terminal takes for the end of input, unless somebody set another.
  private static final byte END_KEY = 0x04;

  private record Pending(ByteBuf bytes, Promise<Void> taken) {}

  private final LoopResources resources;
  private final Descriptor descriptor;
  private final boolean terminal;
  private final Deque<Pending> queue = new ArrayDeque<>();
  private @Nullable Handler<Throwable> exceptionHandler;
  private @Nullable Handler<Void> drainHandler;
  private int maxBytes = DEFAULT_MAX_BYTES;
  private long queued;
  private long accepted;
  private boolean writable = true;
  private boolean flushing;
  private boolean wasFull;
  private @Nullable Promise<Void> ending;
  private @Nullable Throwable closedBy;

  DescriptorSink(LoopResources resources, Descriptor descriptor, boolean terminal) {
    this.resources = resources;
    this.descriptor = descriptor;
    this.terminal = terminal;
  }

  void ready() {
    writable = true;
    flush();
  }

  @Override
  public Future<Void> write(Buffer data) {
    assert resources.inLoop();
    if (closedBy != null) {
      return resources.context().failedFuture(closedBy);
    }
    if (ending != null) {
      return resources.context().failedFuture(new InputClosedException("The input was ended."));
    }
    if (queued >= (long) maxBytes * HARD_FACTOR) {
      return resources.context().failedFuture(new InputQueueFullException(queued));
    }
    // A view of its own, so that reading does not move the caller's positions.
    ByteBuf bytes = ((BufferInternal) data).getByteBuf().slice();
    Pending pending = new Pending(bytes, resources.context().promise());
    queue.add(pending);
    queued += bytes.readableBytes();
    flush();
    wasFull |= writeQueueFull();
    return pending.taken().future();
  }

  private void flush() {
    if (flushing) {
      return;
    }
    flushing = true;
    try {
      int budget = LoopResources.TURN_BYTES;
      while (writable && !queue.isEmpty()) {
        if (budget <= 0) {
          descriptor.rearm();
          break;
        }
        budget -= writeOnce();
      }
    } finally {
      flushing = false;
    }
    if (ending != null && queue.isEmpty()) {
      shut(new InputClosedException("The input was ended."));
    }
    drained();
  }

  private int writeOnce() {
    int length = gather();
    int count =
        length == 0 ? 0 : resources.posix().write(descriptor.number(), resources.scratch(), length);
    if (count > 0 || length == 0) {
      accepted += count;
      queued -= count;
      settle(count);
      return count;
    }
    switch (-count) {
      case 0, Errno.EAGAIN -> writable = false;
      case Errno.EINTR -> {}
      default -> broken();
    }
    return 0;
  }

  // Many small writes become one.
  private int gather() {
    ByteBuffer target = resources.scratch().view().clear();
    for (Pending pending : queue) {
      int room = WRITE_BYTES - target.position();
      if (room == 0) {
        break;
      }
      ByteBuf bytes = pending.bytes();
      int length = Math.min(room, bytes.readableBytes());
      target.limit(target.position() + length);
      bytes.getBytes(bytes.readerIndex(), target);
    }
    return target.position();
  }

  private void settle(int count) {
    int left = count;
    while (true) {
      Pending head = queue.peek();
      if (head == null) {
        return;
      }
      int length = Math.min(left, head.bytes().readableBytes());
      head.bytes().skipBytes(length);
      left -= length;
      if (head.bytes().isReadable()) {
        return;
      }
      queue.remove();
      // May write again from here: that write only queues, since a flush is under way.
      head.taken().complete();
    }
  }

  private void drained() {
    Handler<Void> handler = drainHandler;
    if (wasFull && handler != null && closedBy == null && queued <= maxBytes / 2) {
      wasFull = false;
      resources.context().dispatch(null, handler);
    }
  }

  /// The child closed its side.
  void broken() {
    if (closedBy != null) {
      return;
    }
    InputClosedException cause = new InputClosedException("The child takes no more input.");
    shut(cause);
    Handler<Throwable> handler = exceptionHandler;
    if (handler != null) {
      resources.context().dispatch(cause, handler);
    }
  }

  /// Closes the input at once; what is queued fails. Idempotent.
  void close() {
    shut(new InputClosedException("The child was let go of."));
  }

  private void shut(Throwable cause) {
    if (closedBy != null) {
      return;
    }
    closedBy = cause;
    if (!terminal) {
      // A terminal's descriptor is the output's as well, which ends it when all has been read.
      descriptor.release();
    }
    boolean complete = queue.isEmpty();
    cancelWrites(cause);
    Promise<Void> end = ending;
    if (end != null) {
      if (complete) {
        end.complete();
      } else {
        end.fail(cause);
      }
    }
  }

  @Override
  public long cancelWrites(Throwable cause) {
    assert resources.inLoop();
    List<Pending> dropped = List.copyOf(queue);
    long bytes = queued;
    queue.clear();
    queued = 0;
    for (Pending pending : dropped) {
      pending.taken().fail(cause);
    }
    if (closedBy == null) {
      flush();
    }
    return bytes;
  }

  @Override
  public Future<Void> end() {
    assert resources.inLoop();
    if (terminal) {
      return write(Buffer.buffer(new byte[] {END_KEY}));
    }
    if (ending == null) {
      ending = resources.context().promise();
      if (closedBy == null) {
        flush();
      } else {
        ending.complete();
      }
    }
    return ending.future();
  }

  @Override
  public boolean writeQueueFull() {
    assert resources.inLoop();
    return queued >= maxBytes;
  }

  @Override
  public long accepted() {
    return accepted;
  }

  @Override
  public long queued() {
    return queued;
  }

  @Override
  public boolean isOpen() {
    return closedBy == null && ending == null;
  }

  @Override
  public ChildInput setWriteQueueMaxSize(int maxSize) {
    if (maxSize < 1) {
      throw new IllegalArgumentException("the queue holds at least a byte");
    }
    maxBytes = maxSize;
    return this;
  }

  @Override
  public ChildInput drainHandler(@Nullable Handler<Void> handler) {
    drainHandler = handler;
    return this;
  }

  @Override
  public ChildInput exceptionHandler(@Nullable Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }
}
