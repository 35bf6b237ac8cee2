package io.podbus.session.subscription;

import io.podbus.protocol.StreamName;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A subscriber of a test: proves with every message that nothing is missing that no gap names, and
/// that nothing comes twice.
final class Pushed {
  /// A message.
  record Push(MultiMap headers, Buffer body) {
    String type() {
      return headers.get("type");
    }

    long number(String header) {
      return Long.parseLong(headers.get(header));
    }

    JsonObject json() {
      return body.toJsonObject();
    }
  }

  final List<Push> all = new CopyOnWriteArrayList<>();
  final List<String> faults = new CopyOnWriteArrayList<>();
  final AtomicLong bytes = new AtomicLong();
  final Map<StreamName, Buffer> streams = new EnumMap<>(StreamName.class);
  private final MessageConsumer<Buffer> consumer;
  private final Map<StreamName, Long> offsets = new EnumMap<>(StreamName.class);
  private long lastSeq = -1;
  private long lastOutput = -1;

  Pushed(Vertx vertx, String address) {
    consumer = vertx.eventBus().consumer(address, this::take);
  }

  private void take(Message<Buffer> message) {
    Push push = new Push(message.headers(), message.body());
    all.add(push);
    long seq = push.number("seq");
    switch (push.type()) {
      case "output" -> output(push, seq);
      case "gap" -> {
        check(push.json().getLong("fromSeq") <= lastSeq + 1, "a gap that begins too late", push);
        offsets.clear();
        lastOutput = -1;
      }
      default -> check(seq == lastSeq + 1 || lastSeq < 0, "a hole", push);
    }
    lastSeq = seq;
  }

  private void output(Push push, long seq) {
    StreamName stream = StreamName.parse(push.headers().get("stream")).orElseThrow();
    long offset = push.number("offset");
    check(offset == offsets.getOrDefault(stream, offset), "a wrong offset", push);
    check(lastOutput < 0 || push.number("prevSeq") == lastOutput, "a wrong prevSeq", push);
    offsets.put(stream, offset + push.body().length());
    lastOutput = seq;
    synchronized (streams) {
      streams.computeIfAbsent(stream, _ -> Buffer.buffer()).appendBuffer(push.body());
    }
    bytes.addAndGet(push.body().length());
  }

  private void check(boolean holds, String fault, Push push) {
    if (!holds) {
      faults.add(fault + " behind " + lastSeq + ": " + push.headers());
    }
  }

  byte[] bytesOf(StreamName stream) {
    synchronized (streams) {
      Buffer all = streams.get(stream);
      return all == null ? new byte[0] : all.getBytes();
    }
  }

  boolean ended() {
    return !all.isEmpty() && all.getLast().type().equals("exit");
  }

  void stop() {
    consumer.unregister();
  }
}
