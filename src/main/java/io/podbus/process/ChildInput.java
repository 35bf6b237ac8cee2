package io.podbus.process;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/// What a child reads. For the child's context alone.
///
/// Bytes that its pipe has no room for wait in a queue. The queue is full at 64 KiB
/// ([#setWriteQueueMaxSize], in bytes); a writer that does not heed that is refused with
/// [InputQueueFullException] at sixteen times as much.
public interface ChildInput extends WriteStream<Buffer> {
  /// Completes when the pipe has taken all of it, which is not yet that the child has read it.
  /// Fails with [InputClosedException] where the child takes no more. The buffer must not change
  /// until then.
  @Override
  Future<Void> write(Buffer data);

  /// The end of input, after all that is queued.
  ///
  /// On a pipe the child reads end of file, and nothing can be written after. On a terminal this is
  /// the key `^D`: whoever reads there gets an end of file, and the terminal takes input on.
  @Override
  Future<Void> end();

  /// How many bytes the child's pipe has taken so far.
  long accepted();

  /// How many bytes wait for room in the pipe.
  long queued();

  /// Whether writes are taken.
  boolean isOpen();

  /// Gives up what is queued: each such write fails with the cause. What the pipe took of the first
  /// one stays taken. The input stays open.
  ///
  /// @return how many bytes were given up
  long cancelWrites(Throwable cause);

  @Override
  ChildInput exceptionHandler(@Nullable Handler<Throwable> handler);

  @Override
  ChildInput setWriteQueueMaxSize(int maxSize);

  @Override
  ChildInput drainHandler(@Nullable Handler<Void> handler);
}
