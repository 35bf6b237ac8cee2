package io.podbus.gateway;

import io.podbus.ops.Counter;
import io.podbus.ops.Level;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import java.util.HashMap;
import java.util.Map;

/// How many answers that last may be open: of a single owner, and of all together. Shared by the
/// instances of a gateway; thread-safe. A limit of 0 is none.
public final class StreamLimits {
  private static final int RETRY_AFTER_SECONDS = 5;

  private final int perOwner;
  private final int total;
  private final Level open;
  private final Counter refusedOwner;
  private final Counter refusedTotal;

  // Under the lock of this.
  private final Map<String, Integer> owners = new HashMap<>();
  private int all;

  public StreamLimits(int perOwner, int total, Meters meters) {
    this.perOwner = perOwner;
    this.total = total;
    this.open = meters.level(Metric.HTTP_STREAMS);
    this.refusedOwner = meters.counter(Metric.HTTP_STREAMS_REFUSED, "owner");
    this.refusedTotal = meters.counter(Metric.HTTP_STREAMS_REFUSED, "total");
  }

  /// A place that is taken until it is given back.
  final class Lease {
    private final String owner;
    private boolean over;

    private Lease(String owner) {
      this.owner = owner;
    }

    /// Gives it back; a repetition does nothing.
    void release() {
      synchronized (StreamLimits.this) {
        if (!over) {
          over = true;
          leave(owner);
        }
      }
    }
  }

  /// Takes a place for a stream of this owner.
  ///
  /// @throws FailureException `rate-limited`
  synchronized Lease enter(String owner) {
    int mine = owners.getOrDefault(owner, 0);
    if (perOwner > 0 && mine >= perOwner) {
      refusedOwner.increment();
      throw refused("You have %d streams open, as many as you may; end one.".formatted(mine));
    }
    if (total > 0 && all >= total) {
      refusedTotal.increment();
      throw refused("%d streams are open, as many as there may be.".formatted(all));
    }
    owners.put(owner, mine + 1);
    all++;
    open.up();
    return new Lease(owner);
  }

  private void leave(String owner) {
    owners.computeIfPresent(owner, (_, mine) -> mine > 1 ? mine - 1 : null);
    all--;
    open.down();
  }

  private static FailureException refused(String detail) {
    return new FailureException(new Failure.RateLimited(detail, RETRY_AFTER_SECONDS));
  }
}
