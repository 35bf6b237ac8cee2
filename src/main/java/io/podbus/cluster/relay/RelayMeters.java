package io.podbus.cluster.relay;

import io.podbus.ops.Counter;
import io.podbus.ops.Level;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Delivery;
import java.util.Locale;

/// The figures of all relays of a node. Any thread.
final class RelayMeters {
  /// Why a relay asks for its records anew.
  enum Restart {
    /// A reader is far ahead of what the relay has.
    AHEAD,
    /// A message was lost on its way.
    HOLE,
    /// The node that has the session has forgotten the relay.
    LOST
  }

  private final Meters meters;
  private final Counter bytes;

  RelayMeters(Meters meters, RelayBudget budget) {
    this.meters = meters;
    this.bytes = meters.counter(Metric.RELAYED_BYTES);
    meters.show(Metric.RELAY_BYTES, budget::used);
    for (Delivery delivery : Delivery.values()) {
      meters.counter(Metric.RELAY_READS, delivery.wireName());
    }
    for (Restart reason : Restart.values()) {
      meters.counter(Metric.RELAY_RESTARTS, name(reason));
    }
  }

  private static String name(Restart reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /// How many relays there are.
  Level open() {
    return meters.level(Metric.RELAYS);
  }

  void received(int size) {
    bytes.add(size);
  }

  void read(Delivery delivery) {
    meters.counter(Metric.RELAY_READS, delivery.wireName()).increment();
  }

  void restarted(Restart reason) {
    meters.counter(Metric.RELAY_RESTARTS, name(reason)).increment();
  }
}
