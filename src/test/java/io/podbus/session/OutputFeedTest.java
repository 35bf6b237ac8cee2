package io.podbus.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.ops.Meters;
import io.podbus.ops.Metric;
import io.podbus.protocol.JournalRecord;
import io.podbus.protocol.OutputRecord;
import io.podbus.protocol.SessionId;
import io.podbus.protocol.StreamName;
import io.podbus.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the published feed lets through, on a clock that stands still.
class OutputFeedTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int CHUNK = 64 * 1024;

  private final Meters meters = new Meters();
  private final AtomicLong ticks = new AtomicLong();
  private Vertx vertx;
  private Context context;
  private OutputFeed feed;
  private OutputFeed closed;
  private String address;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    SessionId id = SessionId.random(new Random(3)::nextBytes);
    address = "podbus.session." + id + ".output";
    SessionMeter meter = new SessionMeters(meters, System::nanoTime).of("run", SessionTrace.none());
    feed = new OutputFeed(vertx.eventBus(), id, true, new Clock(() -> 0, ticks::get), meter);
    closed = new OutputFeed(vertx.eventBus(), id, false, new Clock(() -> 0, () -> 0), meter);
  }

  @AfterEach
  void shut() {
    Await.get(vertx.close(), DEADLINE, "Vert.x closes");
  }

  private void publish(long bytes) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> {
      for (long i = 0; i < bytes / CHUNK; i++) {
        feed.publish(
            new OutputRecord(
                i, i - 1, 0, StreamName.STDOUT, i * CHUNK, Buffer.buffer(new byte[CHUNK]), false));
      }
      done.complete();
    });
    Await.get(done.future(), DEADLINE, "it is published");
  }

  @Test
  void whatIsNotToBeHeardIsNotPublished() {
    List<String> heard = new CopyOnWriteArrayList<>();
    for (String end : List.of("output", "events")) {
      Await.get(
          vertx
              .eventBus()
              .consumer(address.replace("output", end), message -> heard.add(message.address()))
              .completion(),
          DEADLINE,
          "a listener");
    }
    Promise<Void> done = Promise.promise();
    OutputRecord output =
        new OutputRecord(0, -1, 0, StreamName.STDOUT, 0, Buffer.buffer("secret"), false);
    context.runOnContext(_ -> {
      closed.publish(output);
      closed.publish(new JournalRecord.Resized(1, 0, 24, 80));
      feed.publish(output);
      feed.publish(new JournalRecord.Resized(1, 0, 24, 80));
      done.complete();
    });
    Await.get(done.future(), DEADLINE, "it is published");
    Await.until(DEADLINE, "the open feed is heard", () -> heard.size() >= 2);
    assertThat(heard).containsExactlyInAnyOrder(address, address.replace("output", "events"));
  }

  @Test
  void whatNobodyHearsCostsNothingOfTheBurst() {
    publish(3 * OutputFeed.BURST_BYTES);
    assertThat(meters.counter(Metric.FEED_SKIPPED_BYTES).sum()).isZero();

    AtomicLong heard = new AtomicLong();
    MessageConsumer<Buffer> listener =
        vertx
            .eventBus()
            .<Buffer>consumer(address, message -> heard.addAndGet(message.body().length()));
    Await.get(listener.completion(), DEADLINE, "a listener");
    publish(OutputFeed.BURST_BYTES);
    Await.until(DEADLINE, "all is heard", () -> heard.get() == OutputFeed.BURST_BYTES);
    assertThat(meters.counter(Metric.FEED_SKIPPED_BYTES).sum()).isZero();
    publish(OutputFeed.BURST_BYTES);
    assertThat(meters.counter(Metric.FEED_SKIPPED_BYTES).sum()).isEqualTo(OutputFeed.BURST_BYTES);
  }

  @Test
  void whatNoConnectionHasTakenIsBounded() {
    List<DeliveryContext<Object>> stuck = new CopyOnWriteArrayList<>();
    vertx.eventBus().addOutboundInterceptor(stuck::add);
    for (int i = 0; i < 3; i++) {
      publish(OutputFeed.BURST_BYTES);
      ticks.addAndGet(1000);
    }
    assertThat(stuck).hasSize((int) (OutputFeed.UNWRITTEN_BYTES / CHUNK));
    assertThat(meters.counter(Metric.FEED_SKIPPED_BYTES).sum())
        .isEqualTo(3 * OutputFeed.BURST_BYTES - OutputFeed.UNWRITTEN_BYTES);

    context.runOnContext(_ -> stuck.forEach(DeliveryContext::next));
    publish(CHUNK);
    publish(CHUNK);
    assertThat(stuck)
        .as("once it is taken the feed goes on")
        .hasSizeGreaterThan((int) (OutputFeed.UNWRITTEN_BYTES / CHUNK));
  }
}
