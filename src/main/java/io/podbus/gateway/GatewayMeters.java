package io.podbus.gateway;

import io.podbus.ops.Counter;
import io.podbus.ops.Level;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Delivery;
import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.function.LongSupplier;

/// The figures of the data port. Any thread.
final class GatewayMeters {
  /// What stands for the path of a request that has none of ours.
  static final String NO_ROUTE = "none";

  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  private final Meters meters;
  private final LongSupplier nanos;
  private final Level connections;

  /// @param nanos a monotonic clock, as `System::nanoTime`
  GatewayMeters(Meters meters, LongSupplier nanos) {
    this.meters = meters;
    this.nanos = nanos;
    this.connections = meters.level(Metric.HTTP_CONNECTIONS);
    for (Delivery delivery : Delivery.values()) {
      readers(delivery);
    }
  }

  long now() {
    return nanos.getAsLong();
  }

  Level connections() {
    return connections;
  }

  /// Connections that are closed because their client took too long.
  ///
  /// @param reason `header`, `body` or `idle`
  Counter cut(String reason) {
    return meters.counter(Metric.HTTP_CONNECTIONS_CUT, reason);
  }

  /// The open readers with this delivery.
  Level readers(Delivery delivery) {
    return meters.level(Metric.READERS, delivery.wireName());
  }

  /// How many readers are open, of all deliveries.
  long streams() {
    long all = 0;
    for (Delivery delivery : Delivery.values()) {
      all += readers(delivery).value();
    }
    return all;
  }

  /// The head of an answer goes out.
  ///
  /// @param route the path of the contract
  void answered(HttpMethod method, String route, int status, long since) {
    String name = METHODS.contains(method) ? method.name() : "other";
    meters.counter(Metric.HTTP_REQUESTS, name, route, Integer.toString(status)).increment();
    meters.histogram(Metric.HTTP_SECONDS, route).note(now() - since);
  }

  /// A caller was answered with a problem.
  void failed(String code) {
    meters.counter(Metric.FAILURES, code).increment();
  }
}
