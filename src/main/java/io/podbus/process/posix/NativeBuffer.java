package io.podbus.process.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Memory outside the heap that the C library reads from and writes to. Freed by the collector when
/// nobody refers to it. Belongs to one thread at a time.
public final class NativeBuffer {
  private final MemorySegment segment;
  private final ByteBuffer view;

  private NativeBuffer(MemorySegment segment) {
    this.segment = segment;
    this.view = segment.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// A new buffer of that many bytes.
  public static NativeBuffer allocate(int size) {
    return new NativeBuffer(Arena.ofAuto().allocate(size, Long.BYTES));
  }

  /// The same memory, in native byte order; position and limit are the caller's to set.
  public ByteBuffer view() {
    return view;
  }

  /// Its size in bytes.
  public int size() {
    return view.capacity();
  }

  MemorySegment segment() {
    return segment;
  }
}
