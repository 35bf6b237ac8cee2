package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.session.journal.TinyDisk;
import io.podbus.testing.Await;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A disk that is full, that may not be written, and one that forgets: told, and no session ends
/// for it.
class StorageIT {
  private static final Map<String, String> LITTLE_MEMORY =
      Map.of("PODBUS_JOURNAL_MEMORY_BYTES", "65536");

  private static String storage(Api api, String path) {
    return api.session(path).getJsonObject("output").getString("storage");
  }

  /// The readiness of journals, from the management port.
  private static JsonObject readiness(ServiceProcess service) {
    JsonObject all = new JsonObject(new Api(service.managementUrl()).get("/health/ready").body());
    return all.getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> "journal".equals(check.getString("name")))
        .findFirst()
        .orElseThrow();
  }

  private static boolean up(ServiceProcess service) {
    return "up".equals(readiness(service).getString("status"));
  }

  private static String metrics(ServiceProcess service) {
    return new Api(service.managementUrl()).get("/metrics").body();
  }

  private static Event storageEvent(EventReader reader, String where) {
    return reader
        .readUntil(event ->
            event.type().equals("state") && where.equals(event.data().getString("storage")))
        .getLast();
  }

  @Test
  void aFullOrReadOnlyDiskIsToldAndTheSessionsGoOn() {
    try (StateFolder state = new StateFolder();
        TinyDisk disk = new TinyDisk(state.path().resolve("journals"), 8);
        ServiceProcess service = ServiceProcess.listening(state, LITTLE_MEMORY)) {
      Api api = service.api();
      assertThat(up(service)).isTrue();
      disk.readOnly(true);
      String path =
          api.start(Api.shell("i=0; while :; do echo line $i; i=$((i+1)); usleep 2000; done"));
      try (EventReader live = api.follow(path + "/events")) {
        assertThat(storageEvent(live, "memory").data().getString("storageProblem"))
            .contains("Read-only");
        assertThat(up(service)).isFalse();
        live.readUntil(e -> e.isOutput("stdout"));
        disk.readOnly(false);
        storageEvent(live, "disk");
        Await.until(Service.DEADLINE, "ready", () -> up(service));

        disk.fill();
        Event full = storageEvent(live, "memory");
        assertThat(full.data().getString("storageProblem")).contains("No space left");
        assertThat(full.data().getString("state")).isEqualTo("running");
        assertThat(storage(api, path)).isEqualTo("memory");
        assertThat(up(service)).isFalse();
        assertThat(readiness(service).encode()).contains("No space left");
        assertThat(metrics(service)).contains("podbus_journal_failing 1.0");

        // Neither this program nor a new one waits for the disk, and who reads along loses nothing.
        List<Event> meanwhile =
            live.readUntil(e -> e.isOutput("stdout") && e.id() > full.id() + 300);
        assertThat(meanwhile).noneMatch(event -> event.type().equals("gap"));
        assertThat(api.waitFor(Api.run("echo", "well")).getString("stdout")).isEqualTo("well\n");

        disk.empty();
        Event better = storageEvent(live, "disk");
        assertThat(better.data().containsKey("storageProblem")).isFalse();
        Await.until(Service.DEADLINE, "ready again", () -> up(service));
      }
      assertThat(api.close(path, 0).getJsonObject("exit").getString("reason")).isEqualTo("closed");
      service.signal("TERM");
      service.awaitEnd();
    }
  }

  @Test
  void aDamagedSegmentIsAGapForWhoReadsItAndNothingToOthers() throws IOException {
    try (StateFolder state = new StateFolder();
        ServiceProcess service = ServiceProcess.listening(state, LITTLE_MEMORY)) {
      Api api = service.api();
      String path = api.create(Api.shell("head -c 3000000 /dev/zero | tr '\\0' x"));
      String other = api.create(Api.shell("head -c 3000000 /dev/zero | tr '\\0' y"));
      api.awaitEnd(path);
      api.awaitEnd(other);
      Await.until(
          Service.DEADLINE,
          "it stands on the disk",
          () -> {
            JsonObject output = api.session(path).getJsonObject("output");
            return output.getLong("writtenSeq") == output.getLong("nextSeq") - 1;
          });
      flip(segment(state, path));

      List<Event> events = api.events(path);
      List<Event> gaps = events.stream().filter(event -> event.type().equals("gap")).toList();
      assertThat(gaps).hasSize(1);
      assertThat(gaps.getFirst().data().getString("reason")).isEqualTo("corrupt");
      long got =
          events.stream().filter(e -> e.isOutput("stdout")).mapToLong(e -> e.bytes().length).sum();
      assertThat(got + gaps.getFirst().data().getLong("bytes")).isEqualTo(3_000_000);
      assertThat(events.getLast().type()).isEqualTo("exit");
      assertThat(metrics(service)).containsPattern("podbus_journal_damages_total [1-9]");
      assertThat(api.events(other)).noneMatch(event -> event.type().equals("gap"));
      assertThat(api.bytes(other + "/output/stdout")).hasSize(3_000_000);
      service.signal("TERM");
      service.awaitEnd();
    }
  }

  private static Path segment(StateFolder state, String path) throws IOException {
    String id = path.substring(path.lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.list(state.path().resolve("journals").resolve(id))) {
      return files
          .filter(file -> file.toString().endsWith(".seg"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static void flip(Path file) throws IOException {
    long at = Files.size(file) / 2;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) ~one.get(0));
      channel.write(one.rewind(), at);
    }
  }
}
