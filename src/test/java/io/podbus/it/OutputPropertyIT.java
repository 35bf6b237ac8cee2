package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.session.journal.Seeds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The sum of every stream is the program's, whatever it wrote and however it is read: by
/// server-sent events, by ranges of bytes, by pulls on the bus, with any number of new beginnings
/// at any place.
class OutputPropertyIT extends ServiceTestBase {
  private static final int MAX_BYTES = Scale.of(6 << 20, 480 << 20);
  private static final int RETAIN_BYTES = 1 << 30;

  @Override
  Map<String, String> settings() {
    return Map.of(
        "PODBUS_JOURNAL_MAX_RETAIN_BYTES",
        "" + RETAIN_BYTES,
        // So that most of it comes from the disk.
        "PODBUS_JOURNAL_MEMORY_BYTES",
        "65536");
  }

  /// A program that writes random bytes to both streams, before them their sum.
  private static String program(int out, int err) {
    String file = "head -c %d /dev/urandom >/tmp/%s; ";
    String write = "(sha256sum </tmp/%s | head -c 64; cat /tmp/%s) >&%d";
    return file.formatted(out, "a")
        + file.formatted(err, "b")
        + write.formatted("a", "a", 1)
        + " & "
        + write.formatted("b", "b", 2)
        + "; wait";
  }

  @Test
  void everyStreamHasTheProgramsSum() {
    for (long seed : Seeds.of(Scale.of(2, 4))) {
      Random random = new Random(seed);
      try {
        oneSession(random, random.nextInt(MAX_BYTES), random.nextInt(MAX_BYTES));
      } catch (AssertionError e) {
        throw new AssertionError("again with -Dseed=" + seed, e);
      }
    }
  }

  private void oneSession(Random random, int out, int err) {
    boolean block = random.nextBoolean();
    JsonObject body =
        Api.shell(program(out, err))
            .put("retainBytes", RETAIN_BYTES)
            .put("startTimeoutMs", 300_000);
    String path = api.create(block ? body.put("awaitReader", true) : body);
    // While it runs, then after its end.
    byEvents(path, random, block ? "block" : "retained", out, err);
    byEvents(path, random, "retained", out, err);
    byRanges(path, random, "stdout", out);
    byRanges(path, random, "stderr", err);
    byPulls(path, random, out, err);
    assertThat(api.delete(path + "?purge=true").statusCode()).isEqualTo(204);
  }

  private static Map<String, StreamSum> sums() {
    return new HashMap<>(Map.of("stdout", new StreamSum(), "stderr", new StreamSum()));
  }

  private static void whole(String how, Map<String, StreamSum> sums, int out, int err) {
    assertThat(sums.get("stdout").size()).as(how).isEqualTo(out + 64L);
    assertThat(sums.get("stderr").size()).as(how).isEqualTo(err + 64L);
    sums.forEach((stream, sum) -> sum.requireWhole(how + " " + stream));
  }

  /// Server-sent events, broken off at random and begun again behind or well before the last one.
  private void byEvents(String path, Random random, String delivery, int out, int err) {
    Map<String, StreamSum> sums = sums();
    List<String> kinds = new ArrayList<>();
    long seen = -1;
    int connections = 0;
    while (!kinds.contains("exit")) {
      long after = connections > 0 && random.nextInt(4) == 0 ? random.nextLong(seen + 2) - 1 : seen;
      after = delivery.equals("block") ? seen : after;
      String place = delivery.equals("block") ? "block&reader=property" : delivery;
      String query = "/events?delivery=" + place + "&from=" + (after + 1);
      connections++;
      // Now and then to the end; without that, a large one would be begun again thousands of times.
      int events = connections > 20 ? Integer.MAX_VALUE : 1 + random.nextInt(400);
      try (EventReader reader = api.follow(path + query)) {
        assertThat(reader.status()).as(query).isEqualTo(200);
        for (int i = 0; i < events && !kinds.contains("exit"); i++) {
          Event event = reader.next().orElseThrow(() -> new AssertionError("no exit"));
          assertThat(event.id()).as("the next event").isEqualTo(after + 1);
          after = event.id();
          if (event.type().equals("output")) {
            byte[] bytes = event.bytes();
            sums.get(event.data().getString("stream"))
                .take(event.data().getLong("offset"), bytes, bytes.length);
          } else {
            kinds.add(event.type());
          }
        }
        seen = Math.max(seen, after);
      }
    }
    assertThat(kinds).doesNotContain("gap");
    whole("events, " + delivery, sums, out, err);
  }

  /// `Range`, and no more of the answer than it pleases.
  private void byRanges(String path, Random random, String stream, int expected) {
    StreamSum sum = new StreamSum();
    byte[] buffer = new byte[64 * 1024];
    long size = expected + 64L;
    while (sum.size() < size) {
      long from = random.nextInt(4) == 0 ? random.nextLong(sum.size() + 1) : sum.size();
      boolean open = random.nextBoolean();
      long last = Math.min(size, from + 1 + random.nextInt(Math.max(1, expected / 4))) - 1;
      HttpResponse<InputStream> answer =
          api.send(
              api.to(path + "/output/" + stream)
                  .header("Range", "bytes=" + from + "-" + (open ? "" : last))
                  .GET(),
              BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(206);
      long wanted = random.nextInt(3) == 0 ? random.nextLong(size) : Long.MAX_VALUE;
      try (InputStream body = answer.body()) {
        long at = from;
        for (int n = body.read(buffer); n >= 0 && at - from < wanted; n = body.read(buffer)) {
          sum.take(at, buffer, n);
          at += n;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(sum.size()).isEqualTo(size);
    sum.requireWhole("ranges of " + stream);
  }

  /// `read` on the bus, as much at a time as it pleases.
  private void byPulls(String path, Random random, int out, int err) {
    String id = path.substring(path.lastIndexOf('/') + 1);
    BusClient bus = new BusClient(service.vertx());
    Map<String, StreamSum> sums = sums();
    long next = 0;
    boolean ended = false;
    while (!ended) {
      JsonObject batch =
          BusClient.answer(
              bus.session(
                  id,
                  "read",
                  new JsonObject()
                      .put("fromSeq", next)
                      .put("maxBytes", 1 + random.nextInt(1 << 20))
                      .put("waitMs", 1000)));
      JsonArray records = batch.getJsonArray("records");
      for (int i = 0; i < records.size(); i++) {
        JsonObject entry = records.getJsonObject(i);
        if (entry.containsKey("base64")) {
          byte[] bytes = Base64.getDecoder().decode(entry.getString("base64"));
          sums.get(entry.getString("stream")).take(entry.getLong("offset"), bytes, bytes.length);
        }
      }
      next = batch.getLong("nextSeq");
      ended = batch.getBoolean("ended");
    }
    whole("pulls", sums, out, err);
  }
}
