package io.podbus.session.subscription;

import static io.podbus.protocol.StreamName.STDERR;
import static io.podbus.protocol.StreamName.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.From;
import io.podbus.protocol.StreamName;
import io.podbus.session.journal.LoopJournal;
import io.podbus.session.journal.Seeds;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.journal.TestStore;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What subscribers on the bus get, how much at once, and when no more.
class SubscriptionsTest {
  private static final long MUCH = SubscriptionRequest.MAX_CREDIT_BYTES;

  private Vertx vertx;
  private TestStore store;
  private Meters meters;
  private LoopJournal journal;
  private Subscriptions subscriptions;

  @BeforeEach
  void open(@TempDir Path folder) {
    vertx = Vertx.vertx();
    store = new TestStore(folder, TestStore.settings(256 * 1024, 64 << 20, 4L << 30));
    meters = new Meters();
    use(64 << 20, Duration.ofSeconds(30));
  }

  private void use(int retainBytes, Duration blockMax) {
    journal = new LoopJournal(vertx, store, retainBytes, blockMax);
    subscriptions = journal.on(mine -> new Subscriptions(vertx, store.lastId(), mine, meters));
  }

  @AfterEach
  void shut() {
    journal.on(_ -> {
      subscriptions.close();
      return null;
    });
    journal.close();
    store.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  private static SubscriptionRequest request(String address, From from, long credit) {
    return new SubscriptionRequest(
        address, from, null, credit, Delivery.RETAINED, null, null, true);
  }

  private static SubscriptionRequest block(String address, long credit) {
    return new SubscriptionRequest(
        address, new From.First(), null, credit, Delivery.BLOCK, address, null, true);
  }

  private JsonObject subscribe(SubscriptionRequest request) {
    return Await.get(
        journal.start(_ -> subscriptions.subscribe(request)), LoopJournal.DEADLINE, "a reply");
  }

  private int count() {
    return journal.on(_ -> subscriptions.size());
  }

  private void credit(String address, long bytes) {
    journal.on(_ -> subscriptions.credit(address, bytes));
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    Await.until(LoopJournal.DEADLINE, what, condition);
  }

  /// Whatever was to come has come: the session's loop has gone round, and so has the subscriber's.
  private void settle() {
    for (int i = 0; i < 20; i++) {
      journal.on(SessionJournal::nextSeq);
    }
  }

  private static byte[] text(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ('a' + i % 26);
    }
    return bytes;
  }

  @Test
  void pushesEveryKindOfRecordWithItsHeadersAndEndsWithTheExit() {
    Pushed pushed = new Pushed(vertx, "mine");
    journal.write(STDOUT, text(10));
    journal.resize();
    assertThat(subscribe(request("mine", new From.First(), MUCH)))
        .isEqualTo(
            new JsonObject()
                .put("address", "mine")
                .put("fromSeq", 0L)
                .put("creditBytes", MUCH)
                .put("ended", false));
    journal.write(STDERR, text(5));
    journal.exit();
    await("the exit", pushed::ended);
    assertThat(pushed.all)
        .extracting(Pushed.Push::type)
        .containsExactly("output", "resize", "output", "exit");
    Pushed.Push first = pushed.all.getFirst();
    assertThat(first.headers().get("session")).isEqualTo(store.lastId().value());
    assertThat(first.headers().get("stream")).isEqualTo("stdout");
    assertThat(first.headers().get("time")).isEqualTo("2023-11-14T22:13:20.000Z");
    assertThat(first.headers().contains("more")).isFalse();
    assertThat(pushed.all.get(1).json())
        .isEqualTo(new JsonObject().put("rows", 40).put("cols", 120));
    assertThat(pushed.all.get(3).json()).isEqualTo(new JsonObject().put("code", 0));
    assertThat(pushed.faults).isEmpty();
    await("it is over", () -> count() == 0);
    assertThat(meters.level(Metric.SUBSCRIBERS, "retained").value()).isZero();
    // The credit for its last bytes comes later than the end.
    assertThat(journal.on(_ -> subscriptions.credit("mine", 5)).getInteger("creditBytes")).isZero();
  }

  @Test
  void neverMoreThanTheCreditIsUnderWayAndPartsOfARecordCanBeToldApart() {
    Pushed pushed = new Pushed(vertx, "mine");
    journal.write(STDOUT, text(1000));
    journal.write(STDOUT, text(1000));
    subscribe(request("mine", new From.First(), 300));
    await("a part", () -> pushed.bytes.get() == 300);
    settle();
    assertThat(pushed.bytes.get()).isEqualTo(300);
    assertThat(pushed.all.getFirst().headers().get("more")).isEqualTo("true");
    credit("mine", 100);
    await("another part", () -> pushed.bytes.get() == 400);
    settle();
    assertThat(pushed.bytes.get()).isEqualTo(400);
    assertThat(pushed.all.get(1).number("offset")).isEqualTo(300);
    assertThat(pushed.all.get(1).number("seq")).isZero();
    credit("mine", 700);
    await("the rest and the beginning of the next", () -> pushed.bytes.get() == 1100);
    assertThat(pushed.all.get(2).headers().contains("more")).isFalse();
    assertThat(pushed.all.get(3).number("seq")).isEqualTo(1);
    credit("mine", MUCH);
    journal.exit();
    await("the exit", pushed::ended);
    assertThat(pushed.bytesOf(STDOUT)).hasSize(2000).startsWith(text(1000)).endsWith(text(1000));
    assertThat(pushed.faults).isEmpty();
    assertThat(meters.counter(Metric.CREDIT_STALLS).sum()).as("times without credit").isEqualTo(3);
  }

  @Test
  void withoutCreditNothingGoes() {
    Pushed pushed = new Pushed(vertx, "mine");
    subscribe(request("mine", new From.First(), 0));
    journal.write(STDOUT, text(10));
    journal.exit();
    settle();
    assertThat(pushed.all).isEmpty();
    credit("mine", 10);
    await("the output", () -> pushed.bytes.get() == 10);
    settle();
    assertThat(pushed.ended()).isFalse();
    credit("mine", 1);
    await("the exit", pushed::ended);
    assertThat(meters.counter(Metric.CREDIT_STALLS).sum())
        .as("output waited, and the exit")
        .isEqualTo(2);
  }

  @Test
  void everyStreamHasTheProgramsBytesWhateverTheCredit() {
    for (long seed : Seeds.of(3)) {
      try {
        use(64 << 20, Duration.ofSeconds(30));
        oneSession(new Random(seed), "to-" + seed);
      } catch (AssertionError e) {
        throw new AssertionError("again with -Dseed=" + seed, e);
      }
    }
  }

  /// A subscriber that comes and goes, and gives credit as it likes.
  private void oneSession(Random random, String address) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Pushed pushed = new Pushed(vertx, address);
    long granted = 1 + random.nextInt(1000);
    subscribe(request(address, new From.Seq(0), granted));
    for (int i = 0; i < 300; i++) {
      StreamName stream = random.nextInt(3) == 0 ? STDERR : STDOUT;
      byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? 20 : 10_000)];
      random.nextBytes(bytes);
      (stream == STDOUT ? out : err).writeBytes(bytes);
      journal.write(stream, bytes);
      if (random.nextInt(10) == 0) {
        journal.resize();
      }
      if (random.nextInt(4) == 0) {
        int more = 1 + random.nextInt(8000);
        granted += more;
        credit(address, more);
      }
      assertThat(pushed.bytes.get()).isLessThanOrEqualTo(granted);
    }
    journal.exit();
    credit(address, MUCH);
    await("the exit", pushed::ended);
    assertThat(pushed.faults).isEmpty();
    assertThat(pushed.bytesOf(STDOUT)).isEqualTo(out.toByteArray());
    assertThat(pushed.bytesOf(STDERR)).isEqualTo(err.toByteArray());
    // Another, from the middle on.
    long from = random.nextLong(pushed.all.getLast().number("seq"));
    Pushed again = new Pushed(vertx, address + "-again");
    subscribe(request(address + "-again", new From.Seq(from), MUCH));
    await("the exit again", again::ended);
    assertThat(again.faults).isEmpty();
    assertThat(again.all.getFirst().number("seq")).isEqualTo(from);
  }

  @Test
  void theSameAddressAgainBeginsAnewWhereItSays() {
    Pushed pushed = new Pushed(vertx, "mine");
    for (int i = 0; i < 5; i++) {
      journal.write(STDOUT, text(10));
    }
    subscribe(request("mine", new From.Seq(4), 100));
    await("the last", () -> pushed.all.size() == 1);
    subscribe(request("mine", new From.Seq(2), 100));
    await("the last three", () -> pushed.all.size() == 4);
    assertThat(pushed.all).extracting(p -> p.number("seq")).containsExactly(4L, 2L, 3L, 4L);
    assertThat(count()).isEqualTo(1);
    assertThat(meters.level(Metric.SUBSCRIBERS, "retained").value()).isEqualTo(1);
  }

  @Test
  void whatIsGoneComesAsOneGapAndWhatIsBeyondTheEndIsRefused() {
    use(10_000, Duration.ofSeconds(30));
    for (int i = 0; i < 200; i++) {
      journal.write(STDOUT, text(1000));
    }
    journal.awaitWritten();
    long first = journal.on(SessionJournal::firstSeq);
    Pushed pushed = new Pushed(vertx, "mine");
    assertThat(subscribe(request("mine", new From.Seq(0), MUCH)).getLong("fromSeq")).isZero();
    await("all", () -> !pushed.all.isEmpty() && pushed.all.getLast().number("seq") == 199);
    Pushed.Push gap = pushed.all.getFirst();
    assertThat(gap.type()).isEqualTo("gap");
    assertThat(gap.number("seq")).isEqualTo(first - 1);
    assertThat(gap.json())
        .isEqualTo(
            new JsonObject()
                .put("fromSeq", 0)
                .put("toSeq", (int) (first - 1))
                .put("bytes", (int) first * 1000)
                .put("reason", "retention"));
    assertThat(pushed.all.get(1).number("seq")).isEqualTo(first);
    assertThat(pushed.faults).isEmpty();
    Future<JsonObject> beyond =
        journal.start(_ -> subscriptions.subscribe(request("other", new From.Seq(201), 1)));
    assertThat(Await.failure(beyond, LoopJournal.DEADLINE, "a refusal"))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.InvalidRange.class));
  }

  @Test
  void aBlockSubscriberHoldsTheChildWhileItGivesNoCreditAndLosesNothing() {
    use(64 * 1024, Duration.ofSeconds(30));
    Pushed pushed = new Pushed(vertx, "mine");
    subscribe(block("mine", 1000));
    long written = 0;
    while (!pushed.ended()) {
      if (written < 400_000 && journal.holds.get() == journal.opens.get()) {
        journal.write(STDOUT, text(1000));
        written += 1000;
        if (written == 400_000) {
          journal.exit();
        }
      } else {
        credit("mine", 1000);
      }
    }
    assertThat(journal.holds.get()).isPositive();
    assertThat(pushed.bytes.get()).isEqualTo(400_000);
    assertThat(pushed.all).noneMatch(p -> p.type().equals("gap"));
    assertThat(pushed.faults).isEmpty();
  }

  @Test
  void aSubscriberWhoseAddressNobodyHasIsDroppedWithItsHold() {
    use(64 * 1024, Duration.ofMillis(100));
    Pushed pushed = new Pushed(vertx, "mine");
    subscribe(block("mine", MUCH));
    journal.write(STDOUT, text(10));
    await("it comes", () -> pushed.bytes.get() == 10);
    pushed.stop();
    journal.write(STDOUT, text(10));
    await("it is dropped", () -> count() == 0);
    assertThat(meters.counter(Metric.SUBSCRIBERS_LOST).sum()).isEqualTo(1);
    for (int i = 0; i < 100; i++) {
      journal.write(STDOUT, text(1000));
    }
    assertThat(journal.holds.get()).as("its place is kept for a while").isEqualTo(1);
    store.time.addAndGet(1000);
    await("and then given up", () -> journal.opens.get() == 1);
    assertThatNotFound(() -> credit("mine", 1));
  }

  private static void assertThatNotFound(Runnable action) {
    @Nullable Throwable thrown = null;
    try {
      action.run();
    } catch (AssertionError e) {
      thrown = e.getCause();
    }
    assertThat(thrown)
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.NotFound.class));
  }

  @Test
  void oneThatUnsubscribesHoldsNobodyAndGetsNothing() {
    use(64 * 1024, Duration.ofSeconds(30));
    Pushed pushed = new Pushed(vertx, "mine");
    subscribe(block("mine", 0));
    for (int i = 0; i < 100; i++) {
      journal.write(STDOUT, text(1000));
    }
    assertThat(journal.holds.get()).isEqualTo(1);
    journal.on(_ -> {
      subscriptions.unsubscribe("mine");
      subscriptions.unsubscribe("mine");
      return null;
    });
    assertThat(journal.opens.get()).isEqualTo(1);
    assertThat(count()).isZero();
    settle();
    assertThat(pushed.all).isEmpty();
  }

  @Test
  void verySmallRecordsComeTogetherWhereCreditIsGivenSeldom() {
    Pushed pushed = new Pushed(vertx, "mine");
    for (int i = 0; i < 20_000; i++) {
      journal.start(j -> {
        j.appendOutput(STDOUT, io.vertx.core.buffer.Buffer.buffer("x"), false);
        return Future.succeededFuture();
      });
    }
    journal.write(STDERR, text(1));
    journal.exit();
    subscribe(request("mine", new From.First(), MUCH));
    await("the exit", pushed::ended);
    assertThat(pushed.bytes.get()).isEqualTo(20_001);
    assertThat(pushed.faults).isEmpty();
    assertThat(pushed.all).hasSizeLessThan(20);

    // As they come, too.
    use(64 << 20, Duration.ofSeconds(30));
    Pushed live = new Pushed(vertx, "live");
    subscribe(request("live", new From.First(), MUCH));
    for (int i = 0; i < 3000; i++) {
      journal.write(STDOUT, text(1));
    }
    journal.exit();
    await("the exit", live::ended);
    assertThat(live.bytes.get()).isEqualTo(3000);
    assertThat(live.faults).isEmpty();
    assertThat(live.all).hasSizeBetween(513, 700);
  }

  @Test
  void oneThatWantsEachRecordAsItIsGetsNoMoreThanItSaysThatItTook() {
    Pushed pushed = new Pushed(vertx, "mine");
    journal.write(STDOUT, text(0));
    for (int i = 0; i < 1200; i++) {
      journal.start(j -> {
        j.appendOutput(STDOUT, io.vertx.core.buffer.Buffer.buffer("x"), false);
        return Future.succeededFuture();
      });
    }
    journal.exit();
    subscribe(
        new SubscriptionRequest(
            "mine", new From.First(), null, MUCH, Delivery.RETAINED, null, null, false));
    await("as many as may come", () -> pushed.all.size() == 512);
    settle();
    assertThat(pushed.all).hasSize(512);
    assertThat(pushed.all).extracting(push -> push.number("seq")).doesNotHaveDuplicates();
    JsonObject told = journal.on(_ -> subscriptions.credit("mine", 0));
    assertThat(told.getLong("nextSeq")).isEqualTo(512);
    assertThat(told.getLong("creditBytes")).isEqualTo(MUCH - 511);
    await("as many again", () -> pushed.all.size() == 1024);
    credit("mine", 0);
    await("the exit", pushed::ended);
    assertThat(pushed.all).hasSize(1202);
    assertThat(pushed.faults).isEmpty();
  }

  @Test
  void thereIsAMostAndAStarvedOneGoesFirst() {
    for (int i = 0; i < Subscriptions.MAX; i++) {
      subscribe(request("to-" + i, new From.First(), i == 7 ? 0 : 100));
    }
    subscribe(request("one-more", new From.First(), 100));
    assertThat(count()).isEqualTo(Subscriptions.MAX);
    assertThatNotFound(() -> credit("to-7", 1));
    Throwable refused =
        Await.failure(
            journal.start(_ -> subscriptions.subscribe(request("too-many", new From.First(), 100))),
            LoopJournal.DEADLINE,
            "a refusal");
    assertThat(((FailureException) refused).failure()).isInstanceOf(Failure.RateLimited.class);
  }
}
