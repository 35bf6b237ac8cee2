package io.podbus.process;

import io.netty.channel.IoEventLoop;
import io.podbus.process.posix.NativeBuffer;
import io.podbus.process.posix.Posix;
import io.vertx.core.internal.ContextInternal;

/// What the descriptors of one child share: its context, the loop below, and that loop's one buffer
/// for reads and writes, whose content lives only during a call.
record LoopResources(ContextInternal context, IoEventLoop loop, Posix posix, NativeBuffer scratch) {
  /// How much one stream moves before others have their turn.
  static final int TURN_BYTES = 256 * 1024;

  boolean inLoop() {
    return loop.inEventLoop();
  }
}
