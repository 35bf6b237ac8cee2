package io.podbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final AtomicLong now = new AtomicLong();
  private final Meters meters = new Meters();
  private final Readiness readiness = new Readiness(meters, now::get);
  private final AtomicInteger asked = new AtomicInteger();

  private Readiness.Report report() {
    return Await.get(readiness.report(), SOON, "a report");
  }

  @Test
  void an_answer_serves_for_its_time_and_no_longer() {
    readiness.add(
        "a",
        SOON,
        Duration.ofSeconds(5),
        () ->
            Future.succeededFuture(
                asked.incrementAndGet() == 1
                    ? CheckResult.up("fine")
                    : CheckResult.down("broken")));
    assertThat(report().up()).isTrue();
    now.set(TimeUnit.MILLISECONDS.toNanos(4999));
    assertThat(report().up()).isTrue();
    assertThat(Exposition.parse(meters.scrape()).value("podbus_ready")).isEqualTo(1);
    now.set(TimeUnit.SECONDS.toNanos(5));
    assertThat(report().up()).isFalse();
    assertThat(asked).hasValue(2);
    assertThat(Exposition.parse(meters.scrape()).value("podbus_ready")).isZero();
  }

  @Test
  void a_check_that_hangs_is_down_for_everybody_and_is_asked_once() {
    Promise<CheckResult> hangs = Promise.promise();
    readiness.add(
        "a",
        Duration.ofMillis(20),
        Duration.ofSeconds(5),
        () -> {
          asked.incrementAndGet();
          return hangs.future();
        });
    assertThat(report().body().encode()).contains("no answer within 20 ms");
    assertThat(report().up()).isFalse();
    assertThat(asked).hasValue(1);
    hangs.complete(CheckResult.up("late, but well"));
    assertThat(report().up()).as("recovered").isTrue();
    assertThat(asked).hasValue(1);
  }
}
