package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.vertx.core.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LiveSessionsTest {
  private final LiveSessions sessions = new LiveSessions(2);

  @Test
  void oneMoreThanTheLimitIsRefused() {
    sessions.enter();
    sessions.enter();
    assertThat(failureOf(sessions::enter))
        .isInstanceOfSatisfying(
            Failure.TooManySessions.class,
            refused -> assertThat(refused.detail()).contains("All 2 sessions"));
    assertThat(sessions.count()).isEqualTo(2);
  }

  @Test
  void aPlaceThatIsLeftCanBeTakenAgain() {
    sessions.enter();
    sessions.enter();
    sessions.leave();
    sessions.enter();
    assertThat(sessions.count()).isEqualTo(2);
  }

  @Test
  void whileDrainingNobodyEnters() {
    sessions.enter();
    sessions.drain();
    assertThat(failureOf(sessions::enter)).isInstanceOf(Failure.Draining.class);
    assertThat(failureOf(sessions::refuseWhileDraining)).isInstanceOf(Failure.Draining.class);
    assertThat(sessions.count()).isEqualTo(1);
  }

  @Test
  void drainedIsToldWhenTheLastHasLeft() {
    sessions.enter();
    sessions.enter();
    Future<Void> drained = sessions.drain();
    sessions.leave();
    assertThat(drained.isComplete()).isFalse();
    sessions.leave();
    assertThat(drained.succeeded()).isTrue();
  }

  @Test
  void withoutSessionsItIsDrainedAtOnce() {
    assertThat(sessions.drain().succeeded()).isTrue();
  }

  private static Failure failureOf(ThrowingCallable action) {
    FailureException[] thrown = new FailureException[1];
    assertThatThrownBy(action).isInstanceOfSatisfying(FailureException.class, e -> thrown[0] = e);
    return thrown[0].failure();
  }
}
