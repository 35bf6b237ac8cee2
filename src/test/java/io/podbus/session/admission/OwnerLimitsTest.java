package io.podbus.session.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.config.LimitsConfig;
import io.podbus.protocol.Problem;
import org.junit.jupiter.api.Test;

class OwnerLimitsTest {
  private long now = 1;

  private OwnerLimits limits(int sessions, int starts, int all, long input, long stored) {
    return new OwnerLimits(
        new LimitsConfig(sessions, starts, all, input, 0, stored, 10, 0, 0), () -> now);
  }

  private static void refuses(Runnable call, String code) {
    assertThatThrownBy(call::run).satisfies(e -> assertThat(Problem.code(e)).isEqualTo(code));
  }

  @Test
  void anOwnersSessionsAreCountedByThemselves() {
    OwnerLimits limits = limits(2, 0, 0, 0, 0);
    limits.enter("a", 1);
    limits.enter("a", 1);
    refuses(() -> limits.enter("a", 1), "too-many-sessions");
    limits.enter("b", 1);
    limits.leave("a", 1);
    limits.enter("a", 1);
    assertThat(limits.refused()).isEqualTo(1);
  }

  @Test
  void whatSessionsMayKeepIsBounded() {
    OwnerLimits limits = limits(0, 0, 0, 0, 100);
    limits.enter("a", 60);
    refuses(() -> limits.enter("a", 60), "too-many-sessions");
    limits.enter("a", 40);
    limits.leave("a", 60);
    limits.enter("a", 60);
  }

  @Test
  void aMinuteHasSoManyStarts() {
    OwnerLimits limits = limits(0, 2, 3, 0, 0);
    limits.enter("a", 1);
    limits.enter("a", 1);
    refuses(() -> limits.enter("a", 1), "rate-limited");
    limits.enter("b", 1);
    refuses(() -> limits.enter("b", 1), "rate-limited");
    now += 60_000_000_000L;
    limits.enter("a", 1);
  }

  @Test
  void aMinuteTakesSoMuchInput() {
    OwnerLimits limits = limits(0, 0, 0, 10, 0);
    limits.input("a", 7);
    refuses(() -> limits.input("a", 7), "rate-limited");
    limits.input("b", 7);
    now += 60_000_000_000L;
    limits.input("a", 700);
  }
}
