package io.podbus.session.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podbus.protocol.Failure;
import io.podbus.protocol.FailureException;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.podbus.session.Clock;
import io.podbus.session.journal.JournalSettings;
import io.podbus.session.journal.JournalStore;
import io.podbus.session.journal.JournalSync;
import io.podbus.session.journal.SessionJournal;
import io.podbus.session.request.WaitRequest;
import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Waits on a journal in memory, with the real time.
class WaitsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private JournalStore store;
  private Vertx vertx;
  private Context context;
  private SessionJournal journal;
  private Waits waits;

  /// What the clocks run ahead of the host's.
  private final AtomicLong ahead = new AtomicLong();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    Clock clock =
        new Clock(
            () -> System.currentTimeMillis() + ahead.get(),
            () -> System.nanoTime() + ahead.get() * 1_000_000);
    onLoop(() -> {
      journal = journal(clock);
      waits = new Waits(vertx, journal, clock);
      return null;
    });
  }

  private SessionJournal journal(Clock clock) {
    store =
        new JournalStore(
            folder,
            new JournalSettings(
                1 << 20, 8 << 20, 1L << 30, 1L << 30, JournalSync.NONE, Duration.ofSeconds(1)),
            clock);
    return store.open(
        vertx,
        SessionId.random(bytes -> Arrays.fill(bytes, (byte) 1)),
        new SessionJournal.Bounds(256 * 1024, Duration.ofSeconds(30)),
        new SessionJournal.Ears(new NoGate(), new Unobserved(), _ -> {}));
  }

  private static final class NoGate implements SessionJournal.Gate {
    @Override
    public void hold() {}

    @Override
    public void open() {}
  }

  private static final class Unobserved implements SessionJournal.Observer {
    @Override
    public void read(RecordBatch batch, long left) {}

    @Override
    public void evicted(long bytes) {}

    @Override
    public void held() {}

    @Override
    public void released() {}
  }

  @AfterEach
  void close() {
    Await.get(onLoop(journal::close), SOON, "the journal closed");
    store.close();
    Await.get(vertx.close(), SOON, "closed");
  }

  private <T> T onLoop(Supplier<T> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> {
      try {
        done.complete(action.get());
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return Await.get(done.future(), SOON, "a turn");
  }

  private void write(StreamName stream, String text) {
    onLoop(() -> journal.appendOutput(stream, Buffer.buffer(text), false));
  }

  private void exit() {
    onLoop(() -> journal.appendExit(new JsonObject().put("code", 7)));
  }

  private Future<JsonObject> start(String body) {
    return onLoop(() -> waits.wait(WaitRequest.parse(new JsonObject(body.replace('\'', '"')))));
  }

  private static JsonObject get(Future<JsonObject> wait) {
    return Await.get(wait, SOON, "the wait is over");
  }

  @Test
  void findsWhatWasThereBeforeAndAcrossRecords() {
    write(StreamName.STDOUT, "listen");
    write(StreamName.STDERR, "noise");
    write(StreamName.STDOUT, "ing on port 80");
    write(StreamName.STDOUT, "80\n");
    JsonObject found = get(start("{'pattern':'port (\\\\d+)\\n(x)?'}"));
    assertThat(found)
        .isEqualTo(
            new JsonObject()
                .put("matched", true)
                .put("stream", "stdout")
                .put("seq", 3L)
                .put("offset", 13L)
                .put("endOffset", 23L)
                .put("text", "port 8080\n")
                .put("groups", new JsonArray().add("8080").addNull()));
  }

  @Test
  void findsWhatComesLater() {
    Future<JsonObject> wait = start("{'pattern':'re.dy','timeoutMs':20000}");
    write(StreamName.STDOUT, "not yet re");
    assertThat(wait.isComplete()).isFalse();
    write(StreamName.STDOUT, "ady");
    assertThat(get(wait).getLong("seq")).isEqualTo(1);
  }

  @Test
  void beginsWhereItIsToldTo() {
    write(StreamName.STDOUT, "$ ls\n$ ");
    write(StreamName.STDERR, "$ err");
    write(StreamName.STDOUT, "make\n$ ");
    assertThat(get(start("{'pattern':'\\\\$ '}")).getLong("offset")).isEqualTo(0);
    assertThat(
            get(start("{'pattern':'\\\\$ ','stream':'stdout','fromOffset':2}")).getLong("offset"))
        .isEqualTo(5);
    assertThat(get(start("{'pattern':'\\\\$ ','fromSeq':2}")).getLong("offset")).isEqualTo(12);
    assertThat(get(start("{'pattern':'err','stream':'stderr'}")).getLong("seq")).isEqualTo(1);
    JsonObject missed = get(start("{'pattern':'err','stream':'stdout','timeoutMs':50}"));
    assertThat(missed.getBoolean("matched")).isFalse();
    assertThat(
            get(start("{'pattern':'\\\\$','fromSeq':'end','timeoutMs':50}")).getBoolean("matched"))
        .isFalse();
    Throwable beyond = Await.failure(start("{'pattern':'x','fromSeq':4}"), SOON, "refused");
    assertThat(((FailureException) beyond).failure()).isInstanceOf(Failure.InvalidRange.class);
  }

  @Test
  void showsTheLastOutputWhereItDoesNotMatch() {
    write(StreamName.TTY, "x".repeat(20_000) + "\u001b[31mé");
    JsonObject timeout = get(start("{'pattern':'never','timeoutMs':1,'ansi':'strip'}"));
    assertThat(timeout.getString("reason")).isEqualTo("timeout");
    assertThat(timeout.getLong("nextSeq")).isEqualTo(1);
    assertThat(timeout.getString("text")).endsWith("xxé").hasSize(16 * 1024 - 1);
    exit();
    JsonObject ended = get(start("{'pattern':'never','timeoutMs':20000}"));
    assertThat(ended.getBoolean("matched")).isFalse();
    assertThat(ended.getString("reason")).isEqualTo("ended");
    assertThat(ended.getString("text")).endsWith("\u001b[31mé");
  }

  @Test
  void aTimeOfZeroLooksAtWhatIsThere() {
    write(StreamName.STDOUT, "here");
    assertThat(get(start("{'pattern':'here','timeoutMs':0}")).getBoolean("matched")).isTrue();
    assertThat(get(start("{'pattern':'there','timeoutMs':0}")).getString("reason"))
        .isEqualTo("timeout");
  }

  @Test
  void waitsForQuiet() {
    write(StreamName.STDOUT, "before");
    Future<JsonObject> wait = start("{'quietMs':60000,'timeoutMs':3000000}");
    ahead.addAndGet(59_000);
    write(StreamName.STDOUT, " and after");
    ahead.addAndGet(59_000);
    Future<JsonObject> unstarted = start("{'quietMs':60000,'timeoutMs':1}");
    assertThat(get(unstarted).getString("reason")).isEqualTo("timeout");
    assertThat(wait.isComplete()).isFalse();
    ahead.addAndGet(2_000);
    JsonObject quiet = get(wait);
    assertThat(quiet.getBoolean("matched")).isTrue();
    assertThat(quiet.getString("text")).isEqualTo("before and after");
    assertThat(quiet.getLong("seq")).isEqualTo(1);
    exit();
    assertThat(get(start("{'quietMs':60000}")).getString("reason")).isEqualTo("ended");
  }

  @Test
  void waitsForTheExit() {
    Future<JsonObject> wait = start("{'exit':true,'timeoutMs':20000}");
    write(StreamName.STDOUT, "bye");
    exit();
    JsonObject ended = get(wait);
    assertThat(ended.getBoolean("matched")).isTrue();
    assertThat(ended.getJsonObject("exit").getInteger("code")).isEqualTo(7);
    assertThat(ended.getString("text")).isEqualTo("bye");
    assertThat(get(start("{'exit':true}")).getJsonObject("exit")).isNotNull();
  }

  @Test
  void saysWhatIsNoLongerKept() {
    write(StreamName.STDOUT, "first");
    for (int i = 0; i < 10; i++) {
      write(StreamName.STDOUT, "x".repeat(64 * 1024));
    }
    JsonObject missed = get(start("{'pattern':'first','fromSeq':0,'timeoutMs':1}"));
    assertThat(missed.getBoolean("matched")).isFalse();
    assertThat(missed.getJsonObject("gap").getLong("fromSeq")).isEqualTo(0);
    assertThat(missed.getJsonObject("gap").getString("reason")).isEqualTo("retention");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | ''",
        "{'pattern':'a','exit':true} | ''",
        "{'pattern':7} | /pattern",
        "{'pattern':''} | /pattern",
        "{'pattern':'((a{1000}){1000}){1000}'} | /pattern",
        "{'quietMs':0} | /quietMs",
        "{'quietMs':'1'} | /quietMs",
        "{'exit':false} | /exit",
        "{'exit':true,'stream':'stdin'} | /stream",
        "{'exit':true,'fromSeq':-1} | /fromSeq",
        "{'exit':true,'fromSeq':'start'} | /fromSeq",
        "{'exit':true,'fromOffset':0} | /fromOffset",
        "{'exit':true,'stream':'tty','fromSeq':1,'fromOffset':0} | /fromOffset",
        "{'exit':true,'timeoutMs':3600001} | /timeoutMs",
        "{'exit':true,'ansi':'keep'} | /ansi",
        "{'exit':true,'waiter':''} | /waiter",
        "{'exit':true,'patern':'x'} | /patern"
      })
  void refusesWithAPointer(String body, String pointer) {
    assertThatThrownBy(() -> WaitRequest.parse(new JsonObject(body.replace('\'', '"'))))
        .isInstanceOfSatisfying(
            FailureException.class,
            failed ->
                assertThat(((Failure.InvalidOptions) failed.failure()).violations())
                    .extracting(Failure.Violation::pointer)
                    .containsExactly(pointer));
  }

  @Test
  void aPatternThatIsNoneIsRefusedWhenItIsLookedFor() {
    write(StreamName.STDOUT, "x");
    Throwable cause = Await.failure(start("{'pattern':'(x'}"), SOON, "refused");
    assertThat(cause).isInstanceOf(FailureException.class);
    Future<JsonObject> silent = start("{'pattern':'(x','fromSeq':'end','timeoutMs':20000}");
    assertThat(Await.failure(silent, SOON, "refused")).isInstanceOf(FailureException.class);
  }

  @Test
  void canBeGivenUpAndIsBounded() {
    Future<JsonObject> wait = start("{'exit':true,'timeoutMs':60000,'waiter':'me'}");
    onLoop(() -> {
      waits.release(new JsonObject().put("waiter", "me"));
      waits.release(new JsonObject().put("waiter", "nobody"));
      return null;
    });
    assertThat(get(wait).getString("reason")).isEqualTo("cancelled");
    List<Future<JsonObject>> many = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      many.add(start("{'exit':true,'timeoutMs':60000}"));
    }
    assertThatThrownBy(() -> start("{'exit':true}")).hasRootCauseInstanceOf(FailureException.class);
    exit();
    many.forEach(WaitsTest::get);
    start("{'exit':true}");
  }

  /// What would take a backtracking engine longer than the universe.
  @Test
  void noPatternStallsTheLoop() {
    write(StreamName.STDOUT, "a".repeat(60_000));
    Future<JsonObject> wait = start("{'pattern':'(a*)*b(a|aa)+$','timeoutMs':20000}");
    // The loop goes on meanwhile.
    write(StreamName.STDOUT, "ab" + "a".repeat(5000));
    JsonObject found = get(wait);
    assertThat(found.getBoolean("matched")).isTrue();
    assertThat(found.getLong("endOffset")).isEqualTo(65_002);
  }

  @Test
  void endsWhileOutputNeverDoes() {
    AtomicLong written = new AtomicLong();
    onLoop(() -> {
      long timer =
          vertx.setPeriodic(
              1,
              _ -> {
                if (written.incrementAndGet() < 20_000) {
                  journal.appendOutput(
                      StreamName.STDOUT, Buffer.buffer("yes\n".repeat(1000)), false);
                }
              });
      return timer;
    });
    assertThat(get(start("{'pattern':'no','timeoutMs':100}")).getString("reason"))
        .isEqualTo("timeout");
    assertThat(get(start("{'quietMs':5000,'timeoutMs':100}")).getString("reason"))
        .isEqualTo("timeout");
    assertThat(written.get()).isLessThan(20_000);
  }
}
