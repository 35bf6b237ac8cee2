package io.podbus;

import io.podbus.ops.Counter;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.ops.trace.SpanCounts;

/// Shows among the figures what became of spans.
final class SpanMeters implements SpanCounts {
  private final Counter ended;
  private final Counter sent;
  private final Counter failed;

  SpanMeters(Meters meters) {
    this.ended = meters.counter(Metric.SPANS, "ended");
    this.sent = meters.counter(Metric.SPANS, "sent");
    this.failed = meters.counter(Metric.SPANS, "failed");
  }

  @Override
  public void ended(int spans) {
    ended.add(spans);
  }

  @Override
  public void sent(int spans) {
    sent.add(spans);
  }

  @Override
  public void failed(int spans) {
    failed.add(spans);
  }
}
