package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The push, from real podman to an address on the bus.
class SubscribeIT extends ServiceTestBase {
  private static final int SIZE = 6_000_000;

  private BusClient bus;

  @BeforeAll
  void connect() {
    bus = new BusClient(service.vertx());
  }

  /// A subscriber that takes what comes, and comes back under another address now and then.
  private final class Taker {
    final MessageDigest sum = sha256();
    final AtomicLong bytes = new AtomicLong();
    final List<String> types = new CopyOnWriteArrayList<>();
    final StringBuffer said = new StringBuffer();
    volatile long lastSeq = -1;
    private final String id;
    private final MessageConsumer<Buffer> consumer;

    Taker(String id, String address, long comesBackAfter) {
      this.id = id;
      this.consumer = service.vertx().eventBus().consumer(address);
      consumer.handler(message -> {
        if (bytes.get() < comesBackAfter) {
          take(address, message);
        }
      });
      Await.get(consumer.completion(), Service.DEADLINE, "a consumer");
    }

    private void take(String address, Message<Buffer> message) {
      types.add(message.headers().get("type"));
      lastSeq = Long.parseLong(message.headers().get("seq"));
      if ("stdout".equals(message.headers().get("stream"))) {
        sum.update(message.body().getBytes());
        bytes.addAndGet(message.body().length());
      } else if ("stderr".equals(message.headers().get("stream"))) {
        said.append(message.body());
      }
      if (message.body().length() > 0) {
        bus.session(
            id,
            "credit",
            new JsonObject().put("address", address).put("creditBytes", message.body().length()));
      }
    }

    boolean ended() {
      return types.contains("exit");
    }

    void stop() {
      Await.get(consumer.unregister(), Service.DEADLINE, "the consumer goes");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private JsonObject subscribe(String id, String address, long fromSeq) {
    return BusClient.answer(
        bus.session(
            id,
            "subscribe",
            new JsonObject()
                .put("address", address)
                .put("fromSeq", fromSeq)
                .put("creditBytes", 128 * 1024)
                .put("delivery", "block")
                .put("reader", "taker")));
  }

  @Test
  void theProgramsBytesArriveWithinTheCreditAlsoAfterAComeBack() {
    String line =
        "head -c "
            + SIZE
            + " /dev/urandom > /tmp/f; sha256sum < /tmp/f | head -c 64 >&2; cat /tmp/f";
    String id =
        BusClient.answer(bus.create(Api.shell(line).put("awaitReader", true))).getString("id");
    Taker first = new Taker(id, "test.push.first", SIZE / 3);
    assertThat(subscribe(id, "test.push.first", 0).getLong("fromSeq")).isZero();
    Await.until(Service.DEADLINE, "a third", () -> first.bytes.get() >= SIZE / 3);
    first.stop();
    long sofar = first.bytes.get();
    Taker second = new Taker(id, "test.push.second", Long.MAX_VALUE);
    subscribe(id, "test.push.second", first.lastSeq + 1);
    Await.until(Service.DEADLINE, "the exit", second::ended);
    assertThat(sofar + second.bytes.get()).isEqualTo(SIZE);
    assertThat(second.types).doesNotContain("gap");

    // The whole of it, from the disk, to one that comes after the end.
    Taker late = new Taker(id, "test.push.late", Long.MAX_VALUE);
    subscribe(id, "test.push.late", 0);
    Await.until(Service.DEADLINE, "the exit once more", late::ended);
    assertThat(HexFormat.of().formatHex(late.sum.digest())).isEqualTo(late.said.toString());
    assertThat(late.types).contains("state", "output").doesNotContain("gap");
  }

  @Test
  void subscribersAreToldWhatIsWrong() {
    String id = BusClient.answer(bus.create(Api.run("true"))).getString("id");
    assertThat(
            BusClient.problem(
                    bus.session(
                        id,
                        "subscribe",
                        new JsonObject().put("address", "podbus.events").put("creditBytes", 1)))
                .getJsonArray("errors")
                .getJsonObject(0)
                .getString("pointer"))
        .isEqualTo("/address");
    assertThat(
            BusClient.problem(
                    bus.session(
                        id,
                        "credit",
                        new JsonObject().put("address", "nobody").put("creditBytes", 1)))
                .getString("code"))
        .isEqualTo("not-found");
    assertThat(
            BusClient.answer(bus.session(id, "unsubscribe", new JsonObject().put("address", "x"))))
        .isEmpty();
  }
}
