package io.podbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final Meters meters = new Meters();

  private Exposition scraped() {
    return Exposition.parse(meters.scrape());
  }

  @Test
  void a_counter_counts_by_its_labels_and_seconds_are_counted_as_nanoseconds() {
    meters.counter(Metric.OUTPUT_BYTES, "stdout").add(5);
    meters.counter(Metric.OUTPUT_BYTES, "stdout").increment();
    meters.counter(Metric.OUTPUT_BYTES, "tty").add(3);
    meters.counter(Metric.STALL_SECONDS).add(TimeUnit.MILLISECONDS.toNanos(1500));

    Exposition scraped = scraped();
    assertThat(scraped.value("podbus_session_output_bytes_total", "stream=\"stdout\""))
        .isEqualTo(6);
    assertThat(scraped.value("podbus_session_output_bytes_total", "stream=\"tty\"")).isEqualTo(3);
    assertThat(scraped.value("podbus_output_stall_seconds_total")).isEqualTo(1.5);
  }

  @Test
  void a_level_goes_up_and_down_and_a_shown_figure_is_asked_for_each_time() {
    Level level = meters.level(Metric.READERS, "block");
    level.up();
    level.up();
    level.down();
    int[] figure = {7};
    meters.show(Metric.SESSIONS_LIVE, () -> figure[0]);
    assertThat(scraped().value("podbus_sessions_live")).isEqualTo(7);
    figure[0] = 8;
    assertThat(scraped().value("podbus_sessions_live")).isEqualTo(8);
    assertThat(scraped().value("podbus_readers", "delivery=\"block\"")).isEqualTo(1);
  }

  @Test
  void a_histogram_has_its_buckets_sum_and_count() {
    Histogram seconds = meters.histogram(Metric.LOOP_DELAY_SECONDS);
    seconds.note(TimeUnit.MILLISECONDS.toNanos(4));
    seconds.note(TimeUnit.SECONDS.toNanos(2));
    meters.histogram(Metric.READER_LAG_BYTES).note(5000);

    Exposition scraped = scraped();
    String name = "podbus_event_loop_delay_seconds";
    assertThat(scraped.types()).containsEntry(name, "histogram");
    assertThat(scraped.value(name + "_bucket", "le=\"0.005\"")).isEqualTo(1);
    assertThat(scraped.value(name + "_bucket", "le=\"2.5\"")).isEqualTo(2);
    assertThat(scraped.value(name + "_count")).isEqualTo(2);
    assertThat(scraped.value(name + "_sum")).isEqualTo(2.004);
    assertThat(scraped.value("podbus_reader_lag_bytes_bucket", "le=\"16384.0\"")).isEqualTo(1);
  }

  @Test
  void a_metric_is_taken_as_what_the_catalogue_says_it_is() {
    assertThatThrownBy(() -> meters.counter(Metric.SESSIONS, "running", "run"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meters.counter(Metric.OUTPUT_BYTES))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meters.histogram(Metric.SESSIONS, "running", "run"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_the_process_costs_is_what_the_kernel_says() {
    ProcessFigures.show(meters);
    Exposition scraped = scraped();
    assertThat(scraped.value("process_open_fds")).isGreaterThan(2);
    assertThat(scraped.value("process_max_fds")).isGreaterThan(scraped.value("process_open_fds"));
    assertThat(scraped.value("process_resident_memory_bytes")).isGreaterThan(10 << 20);
    assertThat(scraped.value("process_cpu_seconds_total")).isPositive();
    assertThat(scraped.value("jvm_heap_max_bytes")).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(scraped.value("jvm_threads")).isGreaterThan(1);
  }

  @Test
  void children_are_counted() throws Exception {
    int before = ProcessFigures.children();
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(ProcessFigures.children()).isEqualTo(before + 1);
    } finally {
      child.destroyForcibly();
      child.waitFor();
    }
  }

  @Test
  void no_name_is_given_twice_and_each_says_its_unit() {
    assertThat(Metric.values()).extracting(Metric::metricName).doesNotHaveDuplicates();
    for (Metric metric : Metric.values()) {
      String name = metric.metricName();
      switch (metric.type()) {
        case COUNTER -> assertThat(name).endsWith("_total");
        case SECONDS -> assertThat(name).endsWith("_seconds");
        case BYTES -> assertThat(name).endsWith("_bytes");
        case GAUGE -> assertThat(name).doesNotEndWith("_total");
      }
      assertThat(metric.labels()).doesNotContain("session", "id");
    }
  }
}
