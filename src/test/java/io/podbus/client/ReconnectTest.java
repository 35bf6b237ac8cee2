package io.podbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReconnectTest {
  private static final PodbusException BROKEN = PodbusException.unreachable("gone", null);

  private final AtomicLong nanos = new AtomicLong();
  private final Reconnect reconnect = new Reconnect(Duration.ofSeconds(60), nanos::get);

  private long failed() {
    assertThat(reconnect.failed(BROKEN)).isTrue();
    return reconnect.delayMillis();
  }

  @Test
  void it_waits_longer_each_time_up_to_five_seconds() {
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      delays.add(failed());
    }
    assertThat(delays).containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    reconnect.succeeded();
    assertThat(failed()).isEqualTo(50);
  }

  @Test
  void it_waits_as_long_as_the_service_asks_for() {
    PodbusException later =
        PodbusException.of(
            new JsonObject()
                .put("code", "draining")
                .put("retryable", true)
                .put("retryAfterMs", 2000),
            null);
    reconnect.failed(later);
    assertThat(reconnect.delayMillis()).isEqualTo(2000);
  }

  @Test
  void it_gives_up_after_a_time_without_a_sign_of_life() {
    failed();
    nanos.set(Duration.ofSeconds(59).toNanos());
    failed();
    reconnect.succeeded();
    failed();
    nanos.set(Duration.ofSeconds(118).toNanos());
    failed();
    nanos.set(Duration.ofSeconds(120).toNanos());
    assertThat(reconnect.failed(BROKEN)).isFalse();
    assertThat(reconnect.due()).isFalse();
  }

  @Test
  void one_connection_is_due_for_each_failure() {
    failed();
    assertThat(reconnect.due()).isTrue();
    assertThat(reconnect.due()).isFalse();
  }
}
