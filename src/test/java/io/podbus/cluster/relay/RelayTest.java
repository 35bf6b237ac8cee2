package io.podbus.cluster.relay;

import static io.podbus.protocol.StreamName.STDERR;
import static io.podbus.protocol.StreamName.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.identity.Authenticator;
import io.podbus.identity.BusCallers;
import io.podbus.identity.CallerSeal;
import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.Action;
import io.podbus.protocol.Addresses;
import io.podbus.protocol.Caller;
import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.Headers;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.LocalCodec;
import io.podbus.protocol.Problem;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.RecordJson;
import io.podbus.session.DistantSession;
import io.podbus.session.journal.LoopJournal;
import io.podbus.session.journal.TestStore;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A relay in front of a session with a real journal, with real readers: all it gives is what the
/// session would have given.
class RelayTest {
  private static final int RELAY = 512 * 1024;

  private final Random random = new Random(23);
  private final Meters meters = new Meters();
  private final CallerSeal seal = new CallerSeal(new byte[32], InstantSource.system());
  private Vertx vertx;
  private TestStore store;
  private DistantSession session;

  @TempDir Path folder;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    LocalCodec.registerAll(vertx.eventBus());
    store = new TestStore(folder);
    session = new DistantSession(vertx, store, 64 << 20, "local");
  }

  @AfterEach
  void shut() {
    session.close();
    store.close();
    Await.get(vertx.close(), LoopJournal.DEADLINE, "Vert.x closes");
  }

  private void relays(Duration idle) {
    relays(idle, Authenticator.OPEN);
    openOne();
  }

  private void relays(Duration idle, Authenticator authenticator) {
    BusCallers callers = new BusCallers(authenticator, seal);
    Await.get(
        vertx.deployVerticle(
            new RelaysVerticle(
                callers,
                new RelaySettings(RELAY, 8 * RELAY, Duration.ofMillis(400), idle),
                meters,
                bytes -> {
                  synchronized (random) {
                    random.nextBytes(bytes);
                  }
                },
                System::nanoTime)),
        LoopJournal.DEADLINE,
        "relays");
  }

  private void openOne() {
    Await.get(ask(null), LoopJournal.DEADLINE, "a relay");
  }

  private Future<?> ask(@Nullable Caller caller) {
    return vertx.eventBus().request(Addresses.RELAYS, session.id().value(), as(caller));
  }

  private DeliveryOptions as(@Nullable Caller caller) {
    DeliveryOptions options = new DeliveryOptions().setLocalOnly(true);
    return caller == null
        ? options
        : options.addHeader(Headers.CALLER, seal.seal(caller, Instant.MAX));
  }

  private RelayReader reader(From from) {
    return RelayReader.retained(vertx, session.id(), from);
  }

  private void write(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    session.journal().write(random.nextBoolean() ? STDOUT : STDERR, bytes);
  }

  private List<String> journal() {
    List<String> told = new ArrayList<>();
    From from = new From.First();
    for (boolean ended = false; !ended; ) {
      RecordBatch batch = session.journal().read(from);
      batch.records().forEach(entry -> told.add(RecordJson.toJson(entry).encode()));
      from = new From.Seq(batch.nextSeq());
      ended = batch.ended();
    }
    return told;
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    Await.until(LoopJournal.DEADLINE, what, condition);
  }

  private long count(Metric metric, String... labels) {
    return meters.counter(metric, labels).sum();
  }

  @Test
  void manyReadersGetExactlyWhatTheSessionHasThroughOneSubscription() {
    relays(RelaySettings.IDLE);
    for (int i = 0; i < 10; i++) {
      write(random.nextInt(100));
    }
    List<RelayReader> readers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      readers.add(reader(i % 2 == 0 ? new From.First() : new From.Seq(3)));
    }
    await("they follow", () -> readers.stream().allMatch(each -> !each.records().isEmpty()));
    session.journal().resize();
    for (int i = 0; i < 600; i++) {
      write(i % 100 == 0 ? 64 * 1024 : random.nextInt(200));
    }
    assertThat(session.subscribers()).isEqualTo(1);
    session.journal().exit();
    readers.forEach(RelayReader::awaitEnd);
    List<String> expected = journal();
    for (int i = 0; i < 20; i++) {
      assertThat(readers.get(i).faults()).isEmpty();
      assertThat(readers.get(i).told())
          .isEqualTo(i % 2 == 0 ? expected : expected.subList(3, expected.size()));
    }
    assertThat(session.asked(Action.SUBSCRIBE)).isEqualTo(1);
  }

  @Test
  void aReaderThatStandsStillHoldsNothingBeyondTheBoundAndMissesNothing() {
    relays(RelaySettings.IDLE);
    RelayReader slow = reader(new From.First());
    write(10);
    await("it reads", () -> slow.length() == 10);
    slow.stall();
    RelayReader quick = reader(new From.First());
    for (int i = 0; i < 300; i++) {
      write(64 * 1024);
    }
    await("the other one has all", () -> quick.length() == 300 * 64 * 1024 + 10);
    assertThat(slow.length()).isLessThan(400 * 1024);
    long held = Long.parseLong(figure("podbus_relay_bytes"));
    assertThat(held).as("what the relay holds").isBetween(1L, (long) RELAY);
    slow.go();
    session.journal().exit();
    slow.awaitEnd();
    quick.awaitEnd();
    assertThat(slow.told()).isEqualTo(journal());
    assertThat(quick.told()).isEqualTo(journal());
    assertThat(session.asked(Action.SUBSCRIBE)).as("behind the ring it reads").isEqualTo(1);
  }

  private String figure(String name) {
    return meters
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> String.valueOf((long) Double.parseDouble(line.split(" ")[1])))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withoutAReaderThatWantsMoreTheSessionSendsNoMore() {
    relays(RelaySettings.IDLE);
    RelayReader reader = reader(new From.First());
    write(10);
    await("it reads", () -> reader.length() == 10);
    reader.stall();
    for (int i = 0; i < 100; i++) {
      write(64 * 1024);
    }
    long sent = RELAY + 256 * 1024;
    assertThat(count(Metric.RELAYED_BYTES)).isLessThan(sent);
    reader.go();
    session.journal().exit();
    reader.awaitEnd();
    assertThat(reader.told()).isEqualTo(journal());
  }

  @Test
  void aSubscriptionThatTheSessionForgotIsMadeAnew() {
    relays(RelaySettings.IDLE);
    RelayReader reader = reader(new From.First());
    write(10);
    await("it reads", () -> reader.length() == 10);
    session.forgetSubscribers();
    write(20);
    await("it reads on", () -> reader.length() == 30);
    assertThat(count(Metric.RELAY_RESTARTS, "lost")).isEqualTo(1);
    session.journal().exit();
    reader.awaitEnd();
    assertThat(reader.told()).isEqualTo(journal());
  }

  @Test
  void aMessageThatIsLostIsAskedForAgain() {
    relays(RelaySettings.IDLE);
    vertx
        .eventBus()
        .addOutboundInterceptor(context -> {
          boolean pushed = context.message().address().startsWith("relay.podbus.");
          boolean lost = pushed && dropping() && context.message().headers().contains("type");
          if (!lost) {
            context.next();
          }
        });
    RelayReader reader = reader(new From.First());
    write(10);
    await("it reads", () -> reader.length() == 10);
    for (int i = 0; i < 200; i++) {
      write(1000);
      if (i % 20 == 0) {
        await("it follows", () -> reader.length() >= 10);
      }
    }
    await("all is there", () -> reader.length() == 10 + 200 * 1000);
    session.journal().exit();
    reader.awaitEnd();
    assertThat(reader.faults()).isEmpty();
    assertThat(reader.told()).isEqualTo(journal());
    assertThat(count(Metric.RELAY_RESTARTS, "hole")).isPositive();
  }

  private int drops = 5;

  private synchronized boolean dropping() {
    synchronized (random) {
      if (drops > 0 && random.nextInt(10) == 0) {
        drops--;
        return true;
      }
      return false;
    }
  }

  @Test
  void readersWithAPlaceReadAtTheSession() {
    relays(RelaySettings.IDLE);
    RelayReader block =
        new RelayReader(vertx, session.id(), new From.First(), Delivery.BLOCK, "me").go();
    for (int i = 0; i < 50; i++) {
      write(1000);
    }
    session.journal().exit();
    block.awaitEnd();
    assertThat(block.told()).isEqualTo(journal());
    assertThat(session.blockReads()).isPositive();
    assertThat(session.asked(Action.SUBSCRIBE)).isZero();
  }

  @Test
  void aLatestReaderSkipsAsItWouldThere() {
    relays(RelaySettings.IDLE);
    RelayReader latest =
        new RelayReader(vertx, session.id(), new From.First(), Delivery.LATEST, null).go();
    write(10);
    await("it reads", () -> latest.length() == 10);
    latest.stall();
    for (int i = 0; i < 100; i++) {
      write(64 * 1024);
    }
    latest.go();
    session.journal().exit();
    latest.awaitEnd();
    assertThat(latest.faults()).isEmpty();
    assertThat(latest.records())
        .filteredOn(JournalRecord.Gap.class::isInstance)
        .extracting(entry -> ((JournalRecord.Gap) entry).reason())
        .contains(JournalRecord.Gap.LATEST);
    assertThat(latest.length()).isLessThan(2 << 20);
  }

  @Test
  void aReaderAtTheEndNeedNotWaitForOneThatIsFarBehind() {
    relays(RelaySettings.IDLE);
    RelayReader slow = reader(new From.First());
    write(10);
    await("it reads", () -> slow.length() == 10);
    slow.stall();
    for (int i = 0; i < 200; i++) {
      write(64 * 1024);
    }
    RelayReader end = reader(From.END);
    await(
        "what is new is there",
        () -> {
          write(7);
          return end.length() > 0;
        });
    slow.go();
    session.journal().exit();
    end.awaitEnd();
    slow.awaitEnd();
    assertThat(slow.told()).isEqualTo(journal());
    assertThat(end.length()).as("nothing of what was there before").isLessThan(64 * 1024);
  }

  @Test
  void beginningsAreTheSessionsOwn() {
    session.journal().write(STDOUT, new byte[100]);
    session.journal().write(STDERR, new byte[50]);
    session.journal().write(STDOUT, new byte[10]);
    relays(RelaySettings.IDLE);
    List<From> all =
        List.of(
            new From.First(),
            new From.Seq(1),
            new From.Seq(3),
            new From.Offset(STDOUT, 100),
            new From.Tail(10),
            From.END,
            new From.Time(1_700_000_000_000L));
    // In both forms of the answer: what the session's node knows decides.
    all.forEach(this::readsAsAtTheSession);
    session.beOlder();
    all.forEach(this::readsAsAtTheSession);
    Throwable beyond =
        Await.failure(
            RelayReader.read(
                vertx,
                session.id(),
                LoopJournal.request(
                    new From.Seq(9), null, Duration.ofSeconds(1), Delivery.RETAINED, null)),
            LoopJournal.DEADLINE,
            "a read beyond the end");
    assertThat(Problem.code(beyond)).isEqualTo("invalid-range");
  }

  private void readsAsAtTheSession(From from) {
    ReadRequest request =
        LoopJournal.request(
            from,
            from instanceof From.Offset ? STDOUT : null,
            Duration.ZERO,
            Delivery.RETAINED,
            null);
    RecordBatch own = session.journal().read(request);
    RecordBatch relayed =
        Await.get(RelayReader.read(vertx, session.id(), request), LoopJournal.DEADLINE, "a read");
    assertThat(relayed.toJson()).as(from.toString()).isEqualTo(own.toJson());
  }

  @Test
  void aReadThatDoesNotWaitIsEmptyOnlyWhereThereIsNothing() {
    relays(RelaySettings.IDLE);
    for (int i = 0; i < 100; i++) {
      write(64 * 1024);
    }
    long next = 0;
    for (int reads = 0; next < 100; reads++) {
      assertThat(reads).isLessThan(200);
      RecordBatch batch =
          Await.get(
              RelayReader.read(
                  vertx,
                  session.id(),
                  LoopJournal.request(
                      new From.Seq(next), null, Duration.ZERO, Delivery.RETAINED, null)),
              LoopJournal.DEADLINE,
              "a read");
      assertThat(batch.records()).isNotEmpty();
      next = batch.nextSeq();
    }
    RecordBatch empty =
        Await.get(
            RelayReader.read(
                vertx,
                session.id(),
                LoopJournal.request(
                    new From.Seq(next), null, Duration.ZERO, Delivery.RETAINED, null)),
            LoopJournal.DEADLINE,
            "a read");
    assertThat(empty.records()).isEmpty();
    assertThat(empty.ended()).isFalse();
  }

  @Test
  void whereTheSessionsNodeIsGoneReadersAreToldWithoutAnExitAndComeBackLater() {
    relays(RelaySettings.IDLE);
    RelayReader reader = reader(new From.First());
    RelayReader block =
        new RelayReader(vertx, session.id(), new From.First(), Delivery.BLOCK, "me").go();
    write(10);
    await("it reads", () -> reader.length() == 10 && block.length() == 10);
    session.vanish();
    await("they are told", () -> reader.failed() && block.failed());
    assertThat(reader.records()).noneMatch(JournalRecord.Exited.class::isInstance);
    await(
        "nobody answers for it here",
        () -> {
          Throwable cause =
              Await.failure(
                  RelayReader.read(
                      vertx,
                      session.id(),
                      LoopJournal.request(
                          new From.First(), null, Duration.ZERO, Delivery.RETAINED, null)),
                  LoopJournal.DEADLINE,
                  "a read");
          return cause instanceof ReplyException reply
              && reply.failureType() == ReplyFailure.NO_HANDLERS;
        });
    assertThat(Await.failure(ask(null), LoopJournal.DEADLINE, "no relay")).isNotNull();
    assertThat(figure("podbus_relay_bytes")).isEqualTo("0");
  }

  @Test
  void closesWhenNobodyHasReadForAWhile() {
    relays(Duration.ofMillis(300));
    RelayReader reader = reader(new From.First());
    write(10);
    await("it reads", () -> reader.length() == 10);
    await("it is subscribed", () -> session.subscribers() == 1);
    reader.stall();
    await("it is closed", () -> figure("podbus_relays").equals("0"));
    await("it has unsubscribed", () -> session.subscribers() == 0);
    assertThat(figure("podbus_relay_bytes")).isEqualTo("0");
    openOne();
    write(20);
    RelayReader again = reader(new From.Seq(1));
    session.journal().exit();
    again.awaitEnd();
    assertThat(again.length()).isEqualTo(20);
  }

  @Test
  void onlyWhomTheSessionBelongsToReadsItHere() {
    relays(RelaySettings.IDLE, _ -> Optional.empty());
    Caller owner = new Caller("local", Set.of("read"));
    Await.get(ask(owner), LoopJournal.DEADLINE, "a relay");
    write(10);
    assertThat(codeFor(new Caller("other", Set.of("write")))).isEqualTo("session-not-found");
    assertThat(codeFor(new Caller("local", Set.of("nothing")))).isEqualTo("forbidden");
    assertThat(codeFor(null)).isEqualTo("unauthenticated");
    for (Caller may : List.of(owner, new Caller("other", Set.of("admin")))) {
      assertThat(Await.get(readAs(may), LoopJournal.DEADLINE, "a read").records()).hasSize(1);
    }
  }

  private Future<RecordBatch> readAs(@Nullable Caller caller) {
    return vertx
        .eventBus()
        .<RecordBatch>request(
            Addresses.localRead(session.id()),
            LoopJournal.request(
                new From.Seq(0), null, Duration.ofSeconds(5), Delivery.RETAINED, null),
            as(caller))
        .map(Message::body);
  }

  private String codeFor(@Nullable Caller caller) {
    return Problem.code(Await.failure(readAs(caller), LoopJournal.DEADLINE, "a read"));
  }
}
