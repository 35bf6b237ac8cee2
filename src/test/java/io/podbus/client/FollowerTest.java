package io.podbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A stream over connections that the test makes and breaks.
class FollowerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final List<FakeFeed> feeds = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger ends = new AtomicInteger();
  private Follower<SessionEvent> stream;
  private Future<Void> started;

  private final class FakeFeed implements Transport.Feed {
    final Context context;
    final OptionalLong from;
    final Transport.Sink<SessionEvent> sink;
    final AtomicInteger taken = new AtomicInteger();
    volatile boolean paused;
    volatile boolean closed;

    FakeFeed(Context context, OptionalLong from, Transport.Sink<SessionEvent> sink) {
      this.context = context;
      this.from = from;
      this.sink = sink;
    }

    void output(long seq, long offset, String text) {
      run(() ->
          sink.event(
              new SessionEvent.Output(
                  seq, "stdout", offset, Optional.empty(), Buffer.buffer(text), false, false),
              text.length()));
    }

    void run(Runnable work) {
      context.runOnContext(_ -> work.run());
    }

    @Override
    public void pause() {
      paused = true;
    }

    @Override
    public void resume() {
      paused = false;
    }

    @Override
    public void taken(int bytes) {
      taken.addAndGet(bytes);
    }

    @Override
    public Future<Void> close() {
      closed = true;
      return Future.succeededFuture();
    }
  }

  @BeforeEach
  void follow() {
    stream =
        new Follower<>(
            vertx,
            (context, from, sink) -> {
              FakeFeed feed = new FakeFeed(context, from, sink);
              feeds.add(feed);
              return feed;
            },
            new Place.InSession(OptionalLong.empty()),
            PodbusException::retryable,
            new Reconnect(Duration.ofSeconds(60), System::nanoTime));
    started = stream.start();
  }

  @AfterEach
  void stop() {
    Await.get(vertx.close(), DEADLINE, "the end");
  }

  private FakeFeed feed(int number) {
    Await.until(DEADLINE, "connection " + number, () -> feeds.size() > number);
    return feeds.get(number);
  }

  private FakeFeed opened(int number) {
    FakeFeed feed = feed(number);
    feed.run(() -> feed.sink.opened(OptionalLong.empty()));
    return feed;
  }

  private void listen() {
    stream.exceptionHandler(cause -> told.add("failed " + cause.getMessage()));
    stream.endHandler(_ -> ends.incrementAndGet());
    stream.handler(event ->
        told.add(event instanceof SessionEvent.Output output ? output.text() : "" + event.seq()));
  }

  @Test
  void it_goes_on_with_the_next_connection_behind_what_it_has() {
    FakeFeed first = opened(0);
    Await.get(started, DEADLINE, "the start");
    listen();
    first.output(4, 0, "ab");
    first.run(() -> first.sink.broken(PodbusException.unreachable("cut", null)));
    FakeFeed second = opened(1);
    assertThat(second.from).hasValue(5);
    first.output(5, 2, "of the past");
    second.output(5, 2, "cd");
    second.run(() -> second.sink.event(new SessionEvent.Ended(6, Exit.of(new JsonObject())), 0));
    Await.get(stream.ended(), DEADLINE, "the end");
    assertThat(told).containsExactly("ab", "cd", "6");
    assertThat(ends).hasValue(1);
    assertThat(second.closed).isTrue();
  }

  @Test
  void a_hole_is_a_broken_connection() {
    FakeFeed first = opened(0);
    listen();
    first.output(4, 0, "ab");
    first.output(9, 7, "later");
    FakeFeed second = opened(1);
    assertThat(second.from).hasValue(5);
    assertThat(first.closed).isTrue();
    second.output(5, 2, "cd");
    Await.until(DEADLINE, "both are told", () -> told.equals(List.of("ab", "cd")));
  }

  @Test
  void paused_it_takes_nothing_and_lets_the_connection_wait() {
    FakeFeed feed = opened(0);
    listen();
    stream.pause();
    for (int i = 0; i < 100; i++) {
      feed.output(i, i, "x");
    }
    Await.until(DEADLINE, "the connection is paused", () -> feed.paused);
    assertThat(told).isEmpty();
    assertThat(feed.taken).hasValue(0);
    stream.fetch(30);
    Await.until(DEADLINE, "thirty are told", () -> feed.taken.get() == 30);
    assertThat(told).hasSize(30);
    stream.resume();
    Await.until(DEADLINE, "all are told", () -> told.size() == 100 && !feed.paused);
  }

  @Test
  void it_opens_no_new_connection_while_something_waits() {
    FakeFeed first = opened(0);
    stream.pause();
    listen();
    first.output(0, 0, "ab");
    first.run(() -> first.sink.broken(PodbusException.unreachable("cut", null)));
    Await.until(DEADLINE, "it is closed", () -> first.closed);
    stream.fetch(0);
    assertThat(feeds).hasSize(1);
    stream.resume();
    assertThat(opened(1).from).hasValue(1);
  }

  @Test
  void what_does_not_go_away_ends_it() {
    FakeFeed feed = opened(0);
    listen();
    feed.run(() -> feed.sink.broken(PodbusException.unexpected(400, "no", null)));
    Await.failure(stream.ended(), DEADLINE, "the end");
    Await.until(DEADLINE, "told", () -> told.equals(List.of("failed no")));
    assertThat(feeds).hasSize(1);
  }

  @Test
  void a_first_connection_that_fails_is_the_callers() {
    FakeFeed feed = feed(0);
    feed.run(() -> feed.sink.broken(PodbusException.unreachable("nobody", null)));
    assertThat(Await.failure(started, DEADLINE, "the start")).hasMessage("nobody");
  }

  @Test
  void a_handler_that_throws_ends_it() {
    FakeFeed feed = opened(0);
    stream.handler(_ -> {
      throw new IllegalStateException("mine");
    });
    feed.output(0, 0, "ab");
    assertThat(Await.failure(stream.ended(), DEADLINE, "the end")).hasMessage("mine");
    assertThat(feed.closed).isTrue();
  }

  @Test
  void closed_it_is_over() {
    FakeFeed feed = opened(0);
    listen();
    Await.get(stream.close(), DEADLINE, "the close");
    feed.output(0, 0, "ab");
    Await.get(stream.ended(), DEADLINE, "the end");
    assertThat(feed.closed).isTrue();
    assertThat(told).isEmpty();
  }
}
