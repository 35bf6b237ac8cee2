package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is left of sessions and their output when the service comes back.
class RecoveryIT {
  private static JsonObject output(Api api, String path) {
    return api.session(path).getJsonObject("output");
  }

  private static void awaitWritten(Api api, String path) {
    Await.until(
        Service.DEADLINE,
        path + " stands on the disk",
        () -> {
          JsonObject output = output(api, path);
          return output.getLong("writtenSeq") == output.getLong("nextSeq") - 1;
        });
  }

  @Test
  void afterAKillOutputIsReadableUnderTheSameIdAndLostIsSaid() {
    try (StateFolder state = new StateFolder()) {
      String ended;
      String live;
      String text;
      JsonObject endedBefore;
      long written;
      try (ServiceProcess first = ServiceProcess.listening(state, Map.of())) {
        Api api = first.api();
        ended = api.create(Api.shell("echo out; echo err >&2; exit 3"));
        api.awaitEnd(ended);
        awaitWritten(api, ended);
        endedBefore = api.session(ended);
        live = api.start(Api.shell("i=0; while :; do echo line $i; i=$((i+1)); usleep 1000; done"));
        api.awaitOutput(live, "line 99\n");
        written = output(api, live).getLong("writtenSeq");
        assertThat(written).isPositive();
        first.signal("KILL");
        first.awaitEnd();
      }
      try (ServiceProcess second = ServiceProcess.listening(state, Map.of())) {
        Api api = second.api();
        assertThat(api.session(ended)).isEqualTo(endedBefore);
        assertThat(api.output(ended)).contains("out\n", "err\n");

        JsonObject lost = api.session(live);
        assertThat(lost.getString("state")).isEqualTo("lost");
        assertThat(lost.getJsonObject("exit").getString("reason")).isEqualTo("lost");
        assertThat(lost.getJsonObject("exit").getValue("code")).isNull();
        assertThat(lost.getString("endedAt")).isNotNull();
        List<Event> events = api.events(live);
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates().isSorted();
        assertThat(events.getLast().type()).isEqualTo("exit");
        List<Event> gaps = events.stream().filter(event -> event.type().equals("gap")).toList();
        assertThat(gaps).hasSize(1);
        assertThat(gaps.getFirst().data().getString("reason")).isEqualTo("lost");
        assertThat(events.indexOf(gaps.getFirst()))
            .as("behind all output, before the end")
            .isEqualTo(events.size() - 3);
        // Who had seen what never came to the disk is not refused, and hears of the end.
        long seen = gaps.getFirst().data().getLong("fromSeq") + 1000;
        assertThat(api.events(live, "Last-Event-ID", Long.toString(seen)))
            .extracting(Event::type)
            .containsExactly("gap", "state", "exit");
        assertThat(api.get(live + "/output/stdout").body())
            .as("not broken off")
            .isEqualTo(Event.text(events, "stdout"));
        assertThat(events.stream().filter(e -> e.isOutput("stdout")).toList().getLast().id())
            .as("everything up to writtenSeq")
            .isGreaterThanOrEqualTo(written - 1);
        text = Event.text(events, "stdout");
        assertThat(text).as("a prefix").startsWith(lines(100)).isEqualTo(lines(count(text)));
        JsonObject waited =
            new JsonObject(
                api.post(live + "/wait", new JsonObject().put("pattern", "line (7)\n")).body());
        assertThat(waited.getJsonArray("groups")).containsExactly("7");
        assertThat(api.get(live + "/recording.cast").body()).contains("ended: lost");
        // With the newest first.
        JsonArray all = new JsonObject(api.get("/v1/sessions").body()).getJsonArray("sessions");
        assertThat(all)
            .extracting(session -> "/v1/sessions/" + ((JsonObject) session).getString("id"))
            .containsExactly(live, ended);
        Api.problem(
            api.post(live + "/input", new JsonObject().put("text", "x")), 409, "session-ended");
        second.signal("TERM");
        assertThat(second.awaitEnd()).isZero();
      }
      // After a clean shutdown as well, and the end is not told twice.
      try (ServiceProcess third = ServiceProcess.listening(state, Map.of())) {
        Api api = third.api();
        assertThat(api.session(ended)).isEqualTo(endedBefore);
        assertThat(Event.text(api.events(live), "stdout")).isEqualTo(text);
        assertThat(api.events(live)).filteredOn(e -> e.type().equals("exit")).hasSize(1);
        assertThat(api.delete(live + "?purge=true").statusCode()).isEqualTo(204);
        assertThat(api.get(live).statusCode()).isEqualTo(404);
        third.signal("TERM");
        third.awaitEnd();
      }
      assertThat(state.journals()).containsExactly(ended.substring(ended.lastIndexOf('/') + 1));
      try (ServiceProcess fourth =
          ServiceProcess.listening(state, Map.of("PODBUS_SESSIONS_RETENTION_MS", "1"))) {
        assertThat(fourth.api().get(ended).statusCode()).isEqualTo(404);
        Await.until(Service.DEADLINE, "its files go", () -> state.journals().isEmpty());
      }
    }
  }

  private static int count(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }
}
