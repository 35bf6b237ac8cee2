package io.podbus.cluster.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditWindowTest {
  private static final long CAPACITY = 1024 * 1024;

  private final RelayBudget budget = new RelayBudget(4 * CAPACITY);
  private final CreditWindow window = new CreditWindow(budget, CAPACITY);

  @Test
  void whatIsUnreadAndOnItsWayIsHalfOfTheBoundAtMost() {
    assertThat(window.grant(0)).isEqualTo(CAPACITY / 2);
    assertThat(window.grant(0)).as("all of it is out").isEqualTo(-1);
    window.received(CAPACITY / 4);
    assertThat(window.grant(CAPACITY / 4)).as("nobody has read it").isEqualTo(-1);
    assertThat(window.grant(0)).isEqualTo(CAPACITY / 4);
  }

  @Test
  void aLittleIsNotWorthAMessageUnlessManyCame() {
    window.grant(0);
    for (int i = 1; i < CreditWindow.MESSAGES; i++) {
      window.received(1);
      assertThat(window.grant(0)).isEqualTo(-1);
    }
    window.received(1);
    assertThat(window.grant(CAPACITY / 4)).as("too much is unread").isEqualTo(-1);
    assertThat(window.grant(0)).as("that they came").isZero();
    assertThat(window.grant(0)).isEqualTo(-1);
  }

  @Test
  void whatIsOnItsWayOrHeldIsTakenFromTheBudget() {
    window.grant(0);
    assertThat(budget.used()).isEqualTo(CAPACITY / 2);
    window.received(1000);
    window.holds(1000);
    assertThat(budget.used()).isEqualTo(CAPACITY / 2);
    window.reset();
    assertThat(budget.used()).isEqualTo(1000);
    window.close();
    assertThat(budget.used()).isZero();
  }

  @Test
  void oneOfWhichAllIsReadHasALittleWhateverTheOthersTook() {
    assertThat(budget.take(4 * CAPACITY)).isTrue();
    assertThat(budget.take(1)).isFalse();
    assertThat(window.mayHold()).as("nothing for those who lag").isZero();
    assertThat(window.grant(1)).isEqualTo(-1);
    assertThat(window.grant(0)).isEqualTo(64 * 1024);
    assertThat(window.grant(0)).isEqualTo(-1);
    budget.add(-4 * CAPACITY);
    assertThat(window.mayHold()).isEqualTo(CAPACITY - 64 * 1024);
  }
}
