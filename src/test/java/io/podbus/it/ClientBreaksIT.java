package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.client.ClientOptions;
import io.podbus.client.EventStream;
import io.podbus.client.Follow;
import io.podbus.client.PodbusClient;
import io.podbus.client.SessionEvent;
import io.podbus.client.SessionRequest;
import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Streams of the Java client whose way breaks: they go on, and the bytes are the program's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientBreaksIT {
  private static final int SIZE = 4_000_000;
  private static final ClientOptions OPTIONS = ClientOptions.defaults().withWindowBytes(100_000);

  private final Vertx vertx = Vertx.vertx();
  private StubPodman podman;
  private Service service;

  @BeforeAll
  void start() {
    // Its sum on the other stream, once all is written.
    podman =
        StubPodman.running(
            ("f=$(mktemp); head -c %d /dev/urandom >$f; cat $f; sha256sum <$f | head -c 64 >&2;"
                    + " rm $f")
                .formatted(SIZE));
    service =
        Service.start(
            Map.of(
                "PODBUS_PODMAN_PATH",
                podman.path().toString(),
                "PODBUS_JOURNAL_RETAIN_BYTES",
                "16777216"));
  }

  @AfterAll
  void stop() {
    Await.get(vertx.close(), Service.DEADLINE, "Vert.x closes");
    service.close();
    podman.close();
  }

  private static <T> T get(Future<T> future) {
    return Await.get(future, Service.DEADLINE, "an answer");
  }

  /// Counts what comes, and its sum.
  private static final class Sum {
    final MessageDigest digest = sha256();
    final AtomicLong bytes = new AtomicLong();
    final StringBuffer said = new StringBuffer();
    final AtomicInteger gaps = new AtomicInteger();

    void take(SessionEvent event) {
      if (event instanceof SessionEvent.Output output && output.stream().equals("stdout")) {
        assertThat(output.offset()).as("no byte twice, none left out").isEqualTo(bytes.get());
        digest.update(output.bytes().getBytes());
        bytes.addAndGet(output.bytes().length());
      } else if (event instanceof SessionEvent.Output output) {
        said.append(output.text());
      } else if (event instanceof SessionEvent.Gap) {
        gaps.incrementAndGet();
      }
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void followsAll(PodbusClient client) {
    SessionRequest request =
        SessionRequest.run(Service.IMAGE, "program").withTty(false).with("awaitReader", true);
    String id = get(client.create(request)).id();
    Sum sum = new Sum();
    EventStream<SessionEvent> events =
        get(client.follow(id, Follow.fromStart().block(Duration.ofSeconds(60))));
    events.handler(sum::take);
    get(events.ended());
    assertThat(sum.bytes).hasValue(SIZE);
    assertThat(sum.gaps).hasValue(0);
    assertThat(HexFormat.of().formatHex(sum.digest.digest())).isEqualTo(sum.said.toString());
    get(client.close());
  }

  @Test
  void over_http_connections_are_cut() {
    URI behind = URI.create(service.url());
    AtomicInteger cuts = new AtomicInteger();
    NetServer between =
        vertx
            .createNetServer()
            .connectHandler(front -> {
              front.pause();
              vertx
                  .createNetClient()
                  .connect(behind.getPort(), behind.getHost())
                  .onFailure(_ -> front.close())
                  .onSuccess(back -> forward(front, back, cuts));
            });
    int port = get(between.listen(0, "127.0.0.1")).actualPort();
    followsAll(PodbusClient.http(vertx, URI.create("http://127.0.0.1:" + port), OPTIONS));
    assertThat(cuts.get()).as("connections that were cut").isGreaterThanOrEqualTo(4);
    get(between.close());
  }

  /// Cuts where so much has come back, in the middle of whatever it is.
  private static void forward(NetSocket front, NetSocket back, AtomicInteger cuts) {
    AtomicLong came = new AtomicLong();
    front.handler(back::write);
    front.closeHandler(_ -> back.close());
    back.closeHandler(_ -> front.close());
    back.handler(part -> {
      front.write(part);
      if (came.addAndGet(part.length()) > SIZE / 5) {
        cuts.incrementAndGet();
        back.close();
        front.close();
      }
    });
    front.resume();
  }

  @Test
  void over_the_bus_messages_are_lost() {
    Vertx bus = service.vertx();
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    Handler<DeliveryContext<Object>> loses =
        delivery -> {
          boolean pushed =
              delivery.message().address().startsWith("podbus-client.")
                  && delivery.body() instanceof Buffer
                  && "output".equals(delivery.message().headers().get("type"));
          if (pushed && seen.incrementAndGet() % 40 == 0) {
            lost.incrementAndGet();
          } else {
            delivery.next();
          }
        };
    bus.eventBus().addInboundInterceptor(loses);
    try {
      followsAll(PodbusClient.bus(bus, OPTIONS));
    } finally {
      bus.eventBus().removeInboundInterceptor(loses);
    }
    assertThat(lost.get()).as("messages that were lost").isPositive();
  }
}
