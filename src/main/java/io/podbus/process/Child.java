package io.podbus.process;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/// A child process. It belongs to the context that spawned it: handlers and futures run there, and
/// its streams are to be used there alone. [#kill], [#resize], [#close] and [#exit] may be called
/// from any thread.
///
/// When the child has ended and its streams too, everything of it is released by itself; a stream
/// that is never read to its end, stderr as well, is released by [#close]. Where the context is
/// closed before, the child is killed, since nobody is left to hear of it.
public interface Child {
  long pid();

  /// Its stdout, or its terminal.
  ///
  /// Demand is real: it starts at 0, and what is not asked for is not read, so that the child
  /// itself waits (for a pipe, after 64 KiB; after up to 1 MiB once the stream has proved busy).
  /// Each buffer holds what one read gave, at most 256 KiB, and is never written to again. The end
  /// comes when the last process that holds the other side is gone, which can be after the exit of
  /// the child, and only after all bytes; like a byte it needs demand.
  ReadStream<Buffer> output();

  /// Its stderr, in the same way; null with a terminal.
  @Nullable ReadStream<Buffer> errors();

  /// Its stdin, or its terminal's keyboard.
  ChildInput input();

  /// How it ended; completes exactly once, whether or not its output has been read.
  Future<ExitStatus> exit();

  /// Sends a signal to the child, and to nothing else: not to its own children. Harmless after its
  /// exit, when the number may be another process's already.
  void kill(Signal signal);

  /// Sets the size of the terminal; the kernel tells the child by SIGWINCH.
  ///
  /// @throws IllegalStateException without a terminal
  void resize(int rows, int cols);

  /// Lets go of all streams: they end at once, and queued input fails. Does not kill; a child that
  /// still runs is reaped, and its exit told, whenever it ends. But a terminal that is closed hangs
  /// up: its child gets SIGHUP from the kernel. Idempotent.
  Future<Void> close();
}
