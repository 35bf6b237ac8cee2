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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A journal on a loop of its own, for a test's thread. Its time stands still unless it is moved.
final class LoopJournal {
  static final Duration DEADLINE = Duration.ofSeconds(30);

  /// The time, in milliseconds, on both clocks.
  final AtomicLong time = new AtomicLong(1_700_000_000_000L);

  /// How often the child was held and let go.
  final AtomicLong holds = new AtomicLong();

  final AtomicLong opens = new AtomicLong();

  private final Context context;
  private final SessionJournal journal;

  LoopJournal(Vertx vertx, Function<LoopJournal, Supplier<SessionJournal>> maker) {
    context = vertx.getOrCreateContext();
    Promise<SessionJournal> made = Promise.promise();
    Supplier<SessionJournal> make = maker.apply(this);
    context.runOnContext(_ -> made.complete(make.get()));
    journal = Await.get(made.future(), DEADLINE, "the journal is made");
  }

  /// In memory alone.
  static LoopJournal inMemory(Vertx vertx, int retainBytes, Duration blockMax) {
    return new LoopJournal(
        vertx,
        self ->
            () ->
                new SessionJournal(
                    vertx,
                    new SessionJournal.Bounds(retainBytes, blockMax),
                    new JournalBudget(1L << 30),
                    self.clock(),
                    self.gate(),
                    new Unobserved()));
  }

  TimeSource clock() {
    return new TimeSource() {
      @Override
      public long now() {
        return time.get();
      }

      @Override
      public long ticks() {
        return time.get();
      }
    };
  }

  SessionJournal.Gate gate() {
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
  <T> Future<T> start(Function<SessionJournal, Future<T>> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(_ -> action.apply(journal).onComplete(done));
    return done.future();
  }

  <T> T on(Function<SessionJournal, T> action) {
    return Await.get(
        start(journal -> Future.succeededFuture(action.apply(journal))), DEADLINE, "a turn");
  }

  void write(StreamName stream, byte[] bytes) {
    on(journal -> journal.appendOutput(stream, Buffer.buffer(bytes), false));
  }

  void write(StreamName stream, int size) {
    write(stream, new byte[size]);
  }

  void resize() {
    on(journal -> journal.appendResize(40, 120));
  }

  void exit() {
    on(journal -> journal.appendExit(new JsonObject().put("code", 0)));
  }

  RecordBatch read(From from) {
    return read(from, null);
  }

  RecordBatch read(From from, @Nullable StreamName stream) {
    return read(request(from, stream, Duration.ZERO, Delivery.RETAINED, null));
  }

  RecordBatch read(ReadRequest request) {
    return Await.get(start(journal -> journal.read(request)), DEADLINE, "a read of " + request);
  }

  static ReadRequest request(
      From from,
      @Nullable StreamName stream,
      Duration wait,
      Delivery delivery,
      @Nullable String reader) {
    return new ReadRequest(reader, from, stream, 256 * 1024, wait, delivery, null);
  }
}
