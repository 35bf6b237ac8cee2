package io.podbus.ops.trace;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells a collector by OTLP over HTTP. Spans wait in a bounded queue and go in batches, from
/// threads of the exporter's own: where the collector is slow or away, spans are left out, and
/// counted.
public final class OtlpTracer implements Tracer {
  private static final int QUEUE = 2048;
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);

  private final SdkTracerProvider provider;
  private final io.opentelemetry.api.trace.Tracer tracer;

  private OtlpTracer(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("io.podbus");
  }

  /// @param endpoint where the collector takes traces, as `http://127.0.0.1:4318/v1/traces`
  /// @param samplePercent of how many traces that begin here; a caller's decision rules
  public static OtlpTracer to(
      String endpoint, int samplePercent, SpanCounts counts, String version, String node) {
    CountingExporter exporter =
        new CountingExporter(
            OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setCompression("gzip")
                .setTimeout(SEND_TIMEOUT)
                .build(),
            counts);
    Resource resource =
        Resource.builder()
            .put("service.name", "podbus")
            .put("service.version", version)
            .put("service.instance.id", node)
            .build();
    return new OtlpTracer(
        SdkTracerProvider.builder()
            .setResource(resource)
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(samplePercent / 100.0)))
            .addSpanProcessor(exporter.counted())
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(QUEUE)
                    .setScheduleDelay(SEND_EVERY)
                    .setExporterTimeout(SEND_TIMEOUT)
                    .build())
            .build());
  }

  @Override
  public Span begin(String name, Kind kind, @Nullable TraceContext parent) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name)
            .setSpanKind(kind == Kind.SERVER ? SpanKind.SERVER : SpanKind.INTERNAL);
    if (parent == null) {
      builder.setNoParent();
    } else {
      SpanContext remote =
          SpanContext.createFromRemoteParent(
              parent.traceId(),
              parent.spanId(),
              parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
              TraceState.getDefault());
      builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote)));
    }
    return new Recorded(builder.startSpan());
  }

  @Override
  public void close() {
    provider.shutdown().join(SEND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A span that is sent when it ends.
  private record Recorded(io.opentelemetry.api.trace.Span span) implements Span {
    @Override
    public TraceContext context() {
      SpanContext context = span.getSpanContext();
      return new TraceContext(context.getTraceId(), context.getSpanId(), context.isSampled());
    }

    @Override
    public void name(String name) {
      span.updateName(name);
    }

    @Override
    public void tag(String key, String value) {
      span.setAttribute(key, value);
    }

    @Override
    public void tag(String key, long value) {
      span.setAttribute(key, value);
    }

    @Override
    public void failed(String code) {
      span.setStatus(StatusCode.ERROR, code);
    }

    @Override
    public void end() {
      span.end();
    }
  }
}
