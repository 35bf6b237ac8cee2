package io.podbus.gateway;

import io.podbus.ops.Counter;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import java.util.HashMap;
import java.util.Map;

/// How many connections may be open: of one client address, and in all. Shared by the instances of
/// a gateway; thread-safe.
public final class ConnectionLimits {
  private final int perAddress;
  private final int total;
  private final Counter refusedAddress;
  private final Counter refusedTotal;

  // Under the lock of this. Addresses are counted only where they have a limit.
  private final Map<String, Integer> addresses = new HashMap<>();
  private int all;

  /// @param perAddress 0 for no limit of its own
  public ConnectionLimits(int perAddress, int total, Meters meters) {
    this.perAddress = perAddress;
    this.total = total;
    this.refusedAddress = meters.counter(Metric.HTTP_CONNECTIONS_REFUSED, "address");
    this.refusedTotal = meters.counter(Metric.HTTP_CONNECTIONS_REFUSED, "total");
  }

  /// Takes a place for a connection from this address, which [#leave] frees.
  ///
  /// @return false where there is none
  synchronized boolean enter(String address) {
    if (all >= total) {
      refusedTotal.increment();
      return false;
    }
    if (perAddress > 0) {
      int present = addresses.getOrDefault(address, 0);
      if (present >= perAddress) {
        refusedAddress.increment();
        return false;
      }
      addresses.put(address, present + 1);
    }
    all++;
    return true;
  }

  /// A connection that had a place is no more.
  synchronized void leave(String address) {
    all--;
    addresses.computeIfPresent(address, (_, present) -> present > 1 ? present - 1 : null);
  }
}
