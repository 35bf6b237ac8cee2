package io.podbus.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/// Passes an immutable object over the event bus of one process untouched.
///
/// Only for addresses with local consumers: a node that lacks the codec could not read the message,
/// so the wire is refused.
///
/// @param <T> an immutable type
public final class LocalCodec<T> implements MessageCodec<T, T> {
  private final String name;

  private LocalCodec(String name) {
    this.name = name;
  }

  /// Registers the codecs of this package. Once per Vert.x instance.
  public static void registerAll(EventBus bus) {
    bus.registerDefaultCodec(ReadRequest.class, new LocalCodec<>("podbus.read-request"));
    bus.registerDefaultCodec(RecordBatch.class, new LocalCodec<>("podbus.record-batch"));
  }

  @Override
  public void encodeToWire(Buffer buffer, T body) {
    throw new UnsupportedOperationException(name + " stays within its process");
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException(name + " stays within its process");
  }

  @Override
  public T transform(T body) {
    return body;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
