package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Many readers, each at its own pace.
class ReaderIT extends ServiceTestBase {
  @Test
  void aReaderThatReconnectsTwentyTimesGetsEachRecordOnce() {
    int lines = 1500;
    // A pause per line, so that each is a record of its own.
    String path =
        api.create(
            Api.shell(
                "i=0; while [ $i -lt "
                    + lines
                    + " ]; do echo line $i; usleep 1000; i=$((i+1)); done"));
    Random random = new Random(4711);
    List<Event> all = new ArrayList<>();
    for (int connection = 0; connection < 20; connection++) {
      int wanted = 1 + random.nextInt(30);
      String[] resume =
          all.isEmpty() ? new String[0] : new String[] {"Last-Event-ID", "" + all.getLast().id()};
      EventReader reader = api.follow(path + "/events", resume);
      for (int i = 0; i < wanted; i++) {
        all.add(reader.next().orElseThrow());
      }
      reader.cut();
    }
    all.addAll(api.events(path, "Last-Event-ID", "" + all.getLast().id()));
    assertThat(all).extracting(Event::id).isSorted().doesNotHaveDuplicates();
    assertThat(all).noneMatch(event -> event.type().equals("gap"));
    assertThat(Event.text(all, "stdout"))
        .isEqualTo(
            IntStream.range(0, lines)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining()));
  }

  private long heapUsed() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private long written(String path) {
    return api.session(path).getJsonObject("output").getLong("stdoutBytes");
  }

  private void awaitWritten(String path, long bytes) {
    Await.until(Service.DEADLINE, path + " has written " + bytes, () -> written(path) >= bytes);
  }

  @Test
  void aReaderThatStopsCostsNeitherTheOthersNorTheHeap() {
    String path =
        api.start(Api.run("yes", "a line of no great interest").put("retainBytes", 1024 * 1024));
    try (EventReader stopped = api.follow(path + "/events");
        EventReader latest = api.follow(path + "/events?delivery=latest")) {
      stopped.next();
      latest.next();
      awaitWritten(path, 50_000_000);
      long early = heapUsed();
      awaitWritten(path, written(path) + 300_000_000);
      long late = heapUsed();
      // 300 MB went by: anything that kept them, or a tenth of them, would show.
      assertThat(late - early).isLessThan(30_000_000);

      try (EventReader other = api.follow(path + "/events?from=end")) {
        Event first = other.readUntil(event -> event.type().equals("output")).getLast();
        assertThat(first.data().getLong("offset")).isGreaterThan(350_000_000);
      }
      // What it stopped before is in its sockets; behind that comes the gap, then what is retained.
      Event gap = stopped.readUntil(event -> event.type().equals("gap")).getLast();
      assertThat(gap.data().getString("reason")).isEqualTo("retention");
      assertThat(gap.data().getLong("toSeq")).isEqualTo(gap.id());
      assertThat(gap.data().getLong("fromSeq")).isLessThanOrEqualTo(gap.id());
      Event behind = stopped.readUntil(event -> event.type().equals("output")).getLast();
      assertThat(behind.id()).isEqualTo(gap.id() + 1);
      Event skipped = latest.readUntil(event -> event.type().equals("gap")).getLast();
      assertThat(skipped.data().getString("reason")).isIn("latest", "retention");
    }
    JsonObject session = api.close(path, 0);
    assertThat(session.getJsonObject("output").getLong("retainedBytes"))
        .isLessThanOrEqualTo(1024 * 1024);
  }

  @Test
  void whoComesLateHasOneGapThatNamesWhatIsGone() {
    String path =
        api.create(
            Api.shell("head -c 5000000 /dev/zero | tr '\\0' x").put("retainBytes", 1024 * 1024));
    api.awaitEnd(path);
    List<Event> events;
    try (EventReader late = api.follow(path + "/events")) {
      events = late.readAll();
    }
    Event gap = events.getFirst();
    assertThat(events).filteredOn(event -> event.type().equals("gap")).containsExactly(gap);
    assertThat(gap.data().getString("reason")).isEqualTo("retention");
    assertThat(gap.data().getLong("fromSeq")).isZero();
    assertThat(gap.data().getLong("toSeq")).isEqualTo(gap.id()).isEqualTo(events.get(1).id() - 1);
    long got = Event.text(events, "stdout").length();
    assertThat(got).isBetween(700_000L, 1024L * 1024);
    assertThat(gap.data().getLong("bytes")).isEqualTo(5_000_000 - got);
    assertThat(events.getLast().type()).isEqualTo("exit");
  }

  @Test
  void aBlockReaderHoldsTheProgramAndLosesNothing() {
    String path =
        api.create(Api.shell("head -c 20000000 /dev/zero | tr '\\0' x").put("awaitReader", true));
    try (EventReader block = api.follow(path + "/events?delivery=block")) {
      block.readUntil(event -> event.type().equals("output"));
      // It reads no further: the program stands still, with no more than what lies on the way.
      long before = written(path);
      CompletableFuture<Void> quiet = new CompletableFuture<>();
      service.vertx().setTimer(500, _ -> quiet.complete(null));
      quiet.join();
      assertThat(written(path)).isLessThan(20_000_000);
      assertThat(written(path) - before).isLessThan(8_000_000);
      List<Event> rest = block.readAll();
      assertThat(rest).noneMatch(event -> event.type().equals("gap"));
    }
    assertThat(api.awaitEnd(path).getJsonObject("output").getLong("stdoutBytes"))
        .isEqualTo(20_000_000);
  }

  @Test
  void aBlockReaderThatStaysAwayIsGivenUpAfterItsTime() {
    String path =
        api.create(
            Api.shell("head -c 20000000 /dev/zero | tr '\\0' x")
                .put("awaitReader", true)
                .put("retainBytes", 1024 * 1024)
                .put("blockMaxMs", 500));
    try (EventReader block = api.follow(path + "/events?delivery=block")) {
      block.readUntil(event -> event.type().equals("output"));
      // The program is let go, and what it wrote beyond retention is a gap for this reader.
      assertThat(api.awaitEnd(path).getJsonObject("output").getLong("stdoutBytes"))
          .isEqualTo(20_000_000);
      assertThat(block.readAll()).anyMatch(event -> event.type().equals("gap"));
    }
  }

  @Test
  void anIdleStreamHasAHeartbeat() {
    try (Service quick = Service.start(Map.of("PODBUS_HTTP_HEARTBEAT_MS", "200"))) {
      String path = quick.api().start(Api.run("sleep", "1000"));
      try (EventReader reader = quick.api().follow(path + "/events?from=end")) {
        reader.awaitComments(3);
      }
      quick.api().close(path, 0);
    }
  }
}
