package io.podbus;

import io.podbus.config.TracingConfig;
import io.podbus.ops.Meters;
import io.podbus.ops.trace.OtlpTracer;
import io.podbus.ops.trace.Tracer;
import java.util.function.Consumer;

/// Where spans go.
final class Tracers {
  private Tracers() {}

  /// @param node what this host is called
  /// @return one that costs nothing where there is no collector
  static Tracer open(
      TracingConfig config, Meters meters, Consumer<byte[]> randomBytes, String node) {
    // Also where there is no collector: a figure of nought is a figure.
    SpanMeters counts = new SpanMeters(meters);
    return config.enabled()
        ? OtlpTracer.to(config.endpoint(), config.samplePercent(), counts, Version.current(), node)
        : Tracer.off(randomBytes);
  }
}
