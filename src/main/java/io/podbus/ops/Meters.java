package io.podbus.ops;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// The figures of this process, by the catalogue [Metric]. Any thread; one for a service.
///
/// A series is made at its first use and stays. What is on the way of every byte keeps the handle
/// that it got: asking for it again looks it up.
public final class Meters {
  private static final double NANOS = 1e9;
  private static final Duration[] SECONDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };
  private static final double[] BYTES = {
    0, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28
  };

  private record Series(Metric metric, List<String> labels) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Series, Object> made = new ConcurrentHashMap<>();

  /// The series of a counter with these values of its labels.
  public Counter counter(Metric metric, String... labels) {
    return series(metric, Metric.Type.COUNTER, labels, this::makeCounter);
  }

  /// The series of a gauge that goes up and down with these values of its labels.
  public Level level(Metric metric, String... labels) {
    return series(
        metric,
        Metric.Type.GAUGE,
        labels,
        series -> {
          Level level = new Level();
          showGauge(series, level::value);
          return level;
        });
  }

  /// The series of a histogram with these values of its labels.
  public Histogram histogram(Metric metric, String... labels) {
    if (!metric.type().isHistogram()) {
      throw new IllegalArgumentException(metric + " is no histogram");
    }
    return series(metric, metric.type(), labels, this::makeHistogram);
  }

  /// Shows a figure that is asked for at each scrape, on a worker thread: it may read files.
  ///
  /// @param figure of a gauge the figure, of a counter the sum so far
  public void show(Metric metric, Supplier<? extends Number> figure, String... labels) {
    series(
        metric,
        metric.type(),
        labels,
        series -> {
          if (metric.type() == Metric.Type.COUNTER) {
            showCounter(series, figure, it -> it.get().doubleValue());
          } else {
            showGauge(series, figure);
          }
          return figure;
        });
  }

  private Counter makeCounter(Series series) {
    Counter counter = new Counter();
    // Seconds are counted as whole nanoseconds: adding fractions would need more than an adder.
    boolean seconds = series.metric().metricName().endsWith("_seconds_total");
    showCounter(series, counter, it -> seconds ? it.sum() / NANOS : it.sum());
    return counter;
  }

  private Histogram makeHistogram(Series series) {
    Metric metric = series.metric();
    return metric.type() == Metric.Type.SECONDS
        ? new Histogram.OfSeconds(
            Timer.builder(metric.metricName().replaceAll("_seconds$", ""))
                .description(metric.meaning())
                .tags(tags(series))
                .serviceLevelObjectives(SECONDS)
                .register(registry))
        : new Histogram.OfBytes(
            DistributionSummary.builder(metric.metricName())
                .description(metric.meaning())
                .tags(tags(series))
                .serviceLevelObjectives(Arrays.stream(BYTES).filter(bound -> bound > 0).toArray())
                .register(registry));
  }

  private <T> void showCounter(Series series, T source, ToDoubleFunction<T> sum) {
    FunctionCounter.builder(series.metric().metricName().replaceAll("_total$", ""), source, sum)
        .description(series.metric().meaning())
        .tags(tags(series))
        .register(registry);
  }

  private void showGauge(Series series, Supplier<? extends Number> figure) {
    Gauge.builder(series.metric().metricName(), figure::get)
        .description(series.metric().meaning())
        .tags(tags(series))
        .strongReference(true)
        .register(registry);
  }

  private static List<Tag> tags(Series series) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < series.labels().size(); i++) {
      tags.add(Tag.of(series.metric().labels().get(i), series.labels().get(i)));
    }
    return tags;
  }

  /// Micrometer holds its sources weakly: `made` is what keeps them.
  @SuppressWarnings("unchecked") // a series has one type, by its metric
  private <T> T series(Metric metric, Metric.Type type, String[] labels, Function<Series, T> make) {
    if (metric.type() != type || labels.length != metric.labels().size()) {
      throw new IllegalArgumentException(
          "%s is a %s with the labels %s".formatted(metric, metric.type(), metric.labels()));
    }
    return (T) made.computeIfAbsent(new Series(metric, List.of(labels)), make);
  }

  /// All figures, in Prometheus' text format. Blocking: it asks for what [#show] was given.
  public String scrape() {
    return registry.scrape();
  }
}
