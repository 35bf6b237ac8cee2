package io.podbus.session.journal;

import io.podbus.protocol.Delivery;
import io.podbus.protocol.From;
import io.podbus.protocol.ReadRequest;
import io.podbus.protocol.RecordBatch;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A journal on a loop of its own, for a test's thread.
public final class LoopJournal {
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  /// How often the child was held and let go.
  public final AtomicLong holds = new AtomicLong();

  public final AtomicLong opens = new AtomicLong();

  private final Context context;
  private final SessionJournal journal;

  /// Why the journal was in memory alone, each time that this was told; "" when it was no more.
  final List<String> storage = new CopyOnWriteArrayList<>();

  public LoopJournal(Vertx vertx, Function<SessionJournal.Ears, SessionJournal> open) {
    context = vertx.getOrCreateContext();
    Promise<SessionJournal> made = Promise.promise();
    SessionJournal.Ears ears =
        new SessionJournal.Ears(
            gate(), new Unobserved(), problem -> storage.add(problem == null ? "" : problem));
    context.runOnContext(_ -> made.complete(open.apply(ears)));
    journal = Await.get(made.future(), DEADLINE, "the journal is made");
  }

  /// A new one.
  public LoopJournal(Vertx vertx, TestStore store, int retainBytes, Duration blockMax) {
    this(
        vertx,
        ears ->
            store
                .store()
                .open(
                    vertx, store.newId(), new SessionJournal.Bounds(retainBytes, blockMax), ears));
  }

  /// That of an earlier process.
  public LoopJournal(Vertx vertx, TestStore store, Recovered found) {
    this(vertx, ears -> store.store().reopen(vertx, found, ears));
  }

  private SessionJournal.Gate gate() {
    return new SessionJournal.Gate() {
      @Override
      public void hold() {
        holds.incrementAndGet();
      }

      @Override
      public void open() {
        opens.incrementAndGet();
      }
    };
  }

  /// Does something with the journal on its loop.
  public <T> Future<T> start(Function<SessionJournal, Future<T>> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> {
      try {
        action.apply(journal).onComplete(done);
      } catch (RuntimeException e) {
        done.fail(e);
      }
    });
    return done.future();
  }

  public <T> T on(Function<SessionJournal, T> action) {
    return Await.get(
        start(journal -> Future.succeededFuture(action.apply(journal))), DEADLINE, "a turn");
  }

  public void write(StreamName stream, byte[] bytes) {
    on(journal -> journal.appendOutput(stream, Buffer.buffer(bytes), false));
  }

  public void write(StreamName stream, int size) {
    write(stream, new byte[size]);
  }

  public void resize() {
    on(journal -> journal.appendResize(40, 120));
  }

  /// Waits until all of it is on the disk.
  public void awaitWritten() {
    Await.until(DEADLINE, "all is written", () -> on(j -> j.writtenSeq() == j.nextSeq() - 1));
  }

  /// Lets go of it; the files stay.
  public void close() {
    Await.get(start(SessionJournal::close), DEADLINE, "the journal closes");
  }

  public void goOnAfterCrash() {
    on(journal -> {
      journal.goOnAfterCrash();
      return null;
    });
  }

  public void exit() {
    on(journal -> journal.appendExit(new JsonObject().put("code", 0)));
  }

  public RecordBatch read(From from) {
    return read(from, null);
  }

  public RecordBatch read(From from, @Nullable StreamName stream) {
    return read(request(from, stream, Duration.ZERO, Delivery.RETAINED, null));
  }

  public RecordBatch read(ReadRequest request) {
    return Await.get(start(journal -> journal.read(request)), DEADLINE, "a read of " + request);
  }

  public static ReadRequest request(
      From from,
      @Nullable StreamName stream,
      Duration wait,
      Delivery delivery,
      @Nullable String reader) {
    return new ReadRequest(reader, from, stream, 256 * 1024, wait, delivery, null);
  }
}
