package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecoveredSessionTest {
  private static final long ENDED = Instant.parse("2026-11-25T10:00:00Z").toEpochMilli();
  private static final JsonObject SESSION =
      new JsonObject().put("endedAt", "2026-11-25T10:00:00.000Z");

  @Test
  void is_kept_for_its_time_from_its_end_on() {
    assertThat(RecoveredSession.left(SESSION, ENDED + 400, 1000)).isEqualTo(600);
    assertThat(RecoveredSession.left(SESSION, ENDED + 1000, 1000)).isZero();
    assertThat(RecoveredSession.left(new JsonObject(), ENDED, 1000)).isEqualTo(1000);
  }

  @Test
  void a_clock_that_was_set_back_makes_nothing_stay_for_longer() {
    assertThat(RecoveredSession.left(SESSION, ENDED - 86_400_000, 1000)).isEqualTo(1000);
  }
}
