package io.podbus.session;

import io.podbus.protocol.Addresses;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.RecordJson;
import io.podbus.protocol.RecordMessage;
import io.podbus.protocol.SessionId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;

/// Publishes a session's records on the bus as they come: the live feed.
///
/// The bus has no back-pressure for publishers, so the feed has a bound of its own: more than
/// [#BYTES_PER_SECOND] on average, and more than [#BURST_BYTES] at once, is skipped. A listener
/// sees that as a `prevSeq` that does not match, and reads the journal if it wants what it missed.
/// The same where the way to another node is slow: beyond [#UNWRITTEN_BYTES] that no connection has
/// taken yet, output is skipped. Of several nodes that listen the quickest counts; one that is
/// stuck is cut off by the pings between nodes.
///
/// Owned by the session's event loop.
final class OutputFeed {
  static final long BYTES_PER_SECOND = 64L * 1024 * 1024;
  static final long BURST_BYTES = 8L * 1024 * 1024;

  static final long UNWRITTEN_BYTES = 8L * 1024 * 1024;

  private final EventBus bus;
  private final SessionId id;
  private final boolean open;
  private final Clock clock;
  private final SessionMeter meter;
  private final MessageProducer<Buffer> publisher;
  private final String eventsAddress;
  private long allowance = BURST_BYTES;
  private long unwritten;
  private long filledAt;

  /// @param open whether anything is published at all
  OutputFeed(EventBus bus, SessionId id, boolean open, Clock clock, SessionMeter meter) {
    this.bus = bus;
    this.open = open;
    this.id = id;
    this.clock = clock;
    this.meter = meter;
    this.publisher = bus.publisher(Addresses.output(id));
    this.eventsAddress = Addresses.events(id);
    this.filledAt = clock.ticks();
  }

  void publish(OutputRecord output) {
    if (!open) {
      return;
    }
    refill();
    if (output.size() > allowance || unwritten + output.size() > UNWRITTEN_BYTES) {
      meter.feedSkipped(output.size());
      return;
    }
    allowance -= output.size();
    unwritten += output.size();
    // The bus copies the buffer for each listener, and not at all where there is none; then it says
    // so, which is the only way to know.
    RecordMessage message = RecordMessage.published(id, output);
    publisher
        .deliveryOptions(message.options())
        .write(message.body())
        .onFailure(_ -> unheard(output.size()))
        .onComplete(_ -> unwritten -= output.size());
  }

  private void unheard(int bytes) {
    allowance = Math.min(BURST_BYTES, allowance + bytes);
  }

  void publish(JournalRecord event) {
    if (open) {
      bus.publish(eventsAddress, RecordJson.toJson(event).put("session", id.value()));
    }
  }

  private void refill() {
    long now = clock.ticks();
    long elapsed = Math.max(0, now - filledAt);
    if (elapsed > 0) {
      allowance = Math.min(BURST_BYTES, allowance + elapsed * BYTES_PER_SECOND / 1000);
      filledAt = now;
    }
  }
}
