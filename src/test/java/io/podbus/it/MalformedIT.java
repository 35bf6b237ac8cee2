package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Whatever comes in that is no right request, by whichever way: the fault is the caller's, nothing
/// is started, and nothing is left of it. A run of `-Dseed=` repeats one.
class MalformedIT {
  private static final int REQUESTS = Scale.of(5_000, 200_000);
  private static final int LIVE_HEAP_MAY_GROW = 12 << 20;
  private static final String[] ACTIONS = {
    "create", "list", "operations", "dryRun", "capabilities", "events", "usage", "get", "input",
    "signal", "resize", "exec", "read", "wait", "result", "release", "subscribe", "credit",
    "unsubscribe", "--help", "__proto__", "", "CREATE", "create\u0000"
  };

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  @Test
  void isTheCallersFaultAndLeavesNothing() throws IOException {
    try (CountedPodman podman = CountedPodman.create();
        Service service = Service.start(Map.of("PODBUS_PODMAN_PATH", podman.path().toString()))) {
      String session = service.api().start(Api.shell("cat >/dev/null; sleep 31536000"));
      // What is made once is made now.
      send(service, session, new Random(1), REQUESTS / 10);
      long heap = heap();
      Map<String, Long> before = Resources.count();
      var calls = podman.calls();
      statuses.clear();

      send(service, session, new Random(seed), REQUESTS);

      assertThat(podman.calls()).as("podman was not called, seed %d", seed).isEqualTo(calls);
      Await.until(
          Service.DEADLINE,
          "descriptors and children are what they were, seed " + seed + ": " + before,
          () -> noMore(Resources.count(), before));
      assertThat(heap() - heap)
          .as("growth of the heap, seed %d", seed)
          .isLessThan(LIVE_HEAP_MAY_GROW);
      assertThat(service.api().session(session).getString("state")).isEqualTo("running");
      // That it was read at all.
      assertThat(statuses.keySet()).as("%s", statuses).contains(400, 404, 405, 101, 200);
      assertThat(statuses.get(400)).as("%s", statuses).isGreaterThan(REQUESTS / 4);
      service.api().close(session, 0);
    }
  }

  /// The one fault that HTTP gives to the server.
  @Test
  void aVersionOfHttpThatThereIsNotEndsTheConnection() throws IOException {
    try (CountedPodman podman = CountedPodman.create();
        Service service = Service.start(Map.of("PODBUS_PODMAN_PATH", podman.path().toString()));
        RawClient client = new RawClient(service.url())) {
      var calls = podman.calls();
      String body = Api.run("true").encode();
      String hidden =
          "POST /v1/sessions HTTP/1.1\r\nHost: "
              + client.host()
              + "\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;

      int status =
          client.alone(("GET / HTTP/9.9\r\n\r\n" + hidden).getBytes(StandardCharsets.US_ASCII));

      assertThat(status).isEqualTo(501);
      assertThat(podman.calls()).isEqualTo(calls);
    }
  }

  @Test
  void nothingHidesBehindWhatIsBroken() throws IOException {
    try (CountedPodman podman = CountedPodman.create();
        Service service = Service.start(Map.of("PODBUS_PODMAN_PATH", podman.path().toString()));
        RawClient client = new RawClient(service.url())) {
      Malformed requests =
          new Malformed(new Random(seed), client.host(), "/v1/sessions/" + "0".repeat(26));
      var calls = podman.calls();
      List<Integer> hid = new ArrayList<>();
      for (int kind = 0; kind < Malformed.BROKEN; kind++) {
        client.alone(requests.broken(kind));
        int sessions =
            new JsonObject(service.api().get("/v1/sessions").body())
                .getJsonArray("sessions")
                .size();
        if (sessions > hid.size()) {
          hid.add(kind);
        }
      }
      assertThat(hid).as("kinds behind which a call hid, seed %d", seed).isEmpty();
      assertThat(podman.calls()).as("seed %d", seed).isEqualTo(calls);
    }
  }

  /// The parser of bytes would leave it out, and take the name for another.
  @Test
  void aByteThatIsNoTextIsNotLeftOutOfAName() {
    try (CountedPodman podman = CountedPodman.create();
        Service service = Service.start(Map.of("PODBUS_PODMAN_PATH", podman.path().toString()))) {
      var calls = podman.calls();
      byte[] body =
          Api.run("true")
              .encode()
              .replace("command", "comm\u00ffand")
              .getBytes(StandardCharsets.ISO_8859_1);

      Api.problem(
          service
              .api()
              .post(
                  "/v1/sessions",
                  "application/json",
                  java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)),
          400,
          "malformed-json");
      assertThat(podman.calls()).isEqualTo(calls);
    }
  }

  private void send(Service service, String session, Random random, int count) throws IOException {
    String host = URI.create(service.url()).getAuthority();
    Malformed requests = new Malformed(random, host, session);
    MalformedFrames frames = new MalformedFrames(random);
    try (RawClient client = new RawClient(service.url())) {
      for (int i = 0; i < count; i++) {
        byte[] sent;
        int status;
        switch (random.nextInt(20)) {
          case 0 -> {
            sent = requests.broken();
            status = client.alone(sent);
          }
          case 1 -> {
            sent = frames.upgrade(host, session);
            status = client.upgraded(sent, frames.next());
          }
          case 2, 3 -> {
            onTheBus(service, session, random, i);
            continue;
          }
          default -> {
            sent = requests.next();
            status = client.send(sent);
          }
        }
        statuses.merge(status, 1, Integer::sum);
        if (status >= 500) {
          throw new AssertionError(
              "answered "
                  + status
                  + ", seed "
                  + seed
                  + ", request "
                  + i
                  + ": "
                  + new String(sent, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private void onTheBus(Service service, String session, Random random, int number) {
    String id = session.substring(session.lastIndexOf('/') + 1);
    String address = random.nextBoolean() ? "podbus.sessions" : "podbus.session." + id;
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(Service.DEADLINE.toMillis());
    if (random.nextInt(10) > 0) {
      options.addHeader("action", ACTIONS[random.nextInt(ACTIONS.length)]);
    }
    if (random.nextInt(5) == 0) {
      options.addHeader("caller", "podbus").addHeader("authorization", "Bearer \u0000");
    }
    Object body = message(random);
    Future<Message<Object>> reply = service.vertx().eventBus().request(address, body, options);
    Await.until(
        Service.DEADLINE, "a reply, seed " + seed + ", request " + number, reply::isComplete);
    if (reply.failed()) {
      String what = options.getHeaders() + " " + body + ", seed " + seed + ", request " + number;
      assertThat(reply.cause()).as(what).isInstanceOf(ReplyException.class);
      ReplyException failure = (ReplyException) reply.cause();
      assertThat(failure.failureCode()).as("%s: %s", what, failure.getMessage()).isPositive();
      assertThat(new JsonObject(failure.getMessage()).getInteger("status"))
          .as("%s: %s", what, failure.getMessage())
          .isBetween(400, 499);
    }
  }

  /// None with which anything starts or ends.
  private static Object message(Random random) {
    JsonObject object =
        new JsonObject()
            .put("__proto__", new JsonObject())
            .put(
                any(
                    random,
                    "fromSeq",
                    "maxBytes",
                    "waitMs",
                    "text",
                    "address",
                    "reader",
                    "image",
                    "rows"),
                value(random));
    return switch (random.nextInt(5)) {
      case 0 -> "text " + random.nextInt();
      case 1 -> Buffer.buffer(new byte[random.nextInt(64)]);
      case 2 -> random.nextLong();
      case 3 -> new JsonArray().add(object);
      default -> object;
    };
  }

  private static Object value(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Double.NaN;
      case 2 -> "--privileged";
      case 3 -> new JsonArray().add(new JsonArray());
      case 4 -> new JsonObject().put("constructor", 1);
      case 5 -> "\ud800\u0000";
      default -> random.nextBoolean();
    };
  }

  private static String any(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  /// Only what this test's own connections and the service's do: no kind of descriptor is more.
  private static boolean noMore(Map<String, Long> now, Map<String, Long> before) {
    return now.entrySet().stream()
        .allMatch(kind -> kind.getValue() <= before.getOrDefault(kind.getKey(), 0L));
  }

  private static long heap() {
    // Twice: the first one finds what cleaners then let go of.
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
