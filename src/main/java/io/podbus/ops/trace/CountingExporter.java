package io.podbus.ops.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/// Counts what ends, what the collector took and what it did not; the difference is what the queue
/// between them left out.
final class CountingExporter implements SpanExporter {
  private final SpanExporter target;
  private final SpanCounts counts;

  CountingExporter(SpanExporter target, SpanCounts counts) {
    this.target = target;
    this.counts = counts;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = target.export(spans);
    return result.whenComplete(() -> {
      if (result.isSuccess()) {
        counts.sent(spans.size());
      } else {
        counts.failed(spans.size());
      }
    });
  }

  @Override
  public CompletableResultCode flush() {
    return target.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return target.shutdown();
  }

  /// Counts spans when they end.
  SpanProcessor counted() {
    return new SpanProcessor() {
      @Override
      public void onStart(Context parent, ReadWriteSpan span) {}

      @Override
      public boolean isStartRequired() {
        return false;
      }

      @Override
      public void onEnd(ReadableSpan span) {
        counts.ended(1);
      }

      @Override
      public boolean isEndRequired() {
        return true;
      }
    };
  }
}
