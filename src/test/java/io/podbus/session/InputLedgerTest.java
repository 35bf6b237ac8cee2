package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.session.request.InputMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputLedgerTest {
  private final InputLedger ledger = new InputLedger();
  private final List<Promise<Void>> typed = new ArrayList<>();

  private Future<Void> once(String key, String text) {
    return ledger.once(key, new InputMessage(Buffer.buffer(text), false), this::type);
  }

  private Future<Void> type() {
    Promise<Void> promise = Promise.promise();
    typed.add(promise);
    return promise.future();
  }

  @Test
  void typesOnceAndAnswersAlike() {
    Future<Void> first = once("k", "ls\n");
    Future<Void> repeated = once("k", "ls\n");
    assertThat(typed).hasSize(1);
    assertThat(repeated.isComplete()).isFalse();
    typed.getFirst().complete();
    assertThat(first.succeeded()).isTrue();
    assertThat(repeated.succeeded()).isTrue();
    assertThat(once("k", "ls\n").succeeded()).isTrue();
    assertThat(typed).hasSize(1);
    once("other", "ls\n");
    assertThat(typed).hasSize(2);
  }

  @Test
  void refusesAKeyThatStandsForSomethingElse() {
    once("k", "ls\n");
    assertThatThrownBy(() -> once("k", "rm\n")).isInstanceOf(FailureException.class);
    assertThatThrownBy(
            () -> ledger.once("k", new InputMessage(Buffer.buffer("ls\n"), true), this::type))
        .isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> once("", "x")).isInstanceOf(FailureException.class);
    assertThatThrownBy(() -> once("k".repeat(257), "x")).isInstanceOf(FailureException.class);
    assertThat(typed).hasSize(1);
  }

  @Test
  void maybeTriedAgainWhereNothingWasTyped() {
    once("k", "x");
    typed.getFirst().fail(new FailureException(new Failure.TimedOut("none", 0L)));
    once("k", "x");
    assertThat(typed).hasSize(2);
    typed.get(1).fail(new FailureException(new Failure.InputClosed("closed")));
    once("k", "x");
    assertThat(typed).hasSize(3);
    typed.get(2).fail(new FailureException(new Failure.TimedOut("some", 1L)));
    assertThat(once("k", "x").failed()).isTrue();
    assertThat(typed).hasSize(3);
  }

  @Test
  void forgetsTheOldestThatIsAnswered() {
    once("under way", "x");
    for (int i = 1; i < InputLedger.MAX_ENTRIES; i++) {
      once("k" + i, "x");
      typed.get(i).complete();
    }
    once("one more", "x");
    assertThat(typed).hasSize(InputLedger.MAX_ENTRIES + 1);
    once("under way", "x");
    once("k2", "x");
    assertThat(typed).hasSize(InputLedger.MAX_ENTRIES + 1);
    once("k1", "x");
    assertThat(typed).hasSize(InputLedger.MAX_ENTRIES + 2);
  }

  @Test
  void isBoundedAlsoWhereNothingIsAnswered() {
    for (int i = 0; i < InputLedger.MAX_ENTRIES; i++) {
      once("k" + i, "x");
    }
    assertThatThrownBy(() -> once("more", "x")).isInstanceOf(FailureException.class);
    assertThat(typed).hasSize(InputLedger.MAX_ENTRIES);
  }
}
