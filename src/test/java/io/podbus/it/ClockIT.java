package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A host whose clock is set while sessions run: times change, and nothing else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClockIT {
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicLong offset = new AtomicLong();
  private Service service;
  private Api api;

  @BeforeAll
  void start() {
    service = Service.start(Map.of(), () -> System.currentTimeMillis() + offset.get());
    api = service.api();
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private void set(Duration by) {
    offset.addAndGet(by.toMillis());
  }

  @Test
  void a_clock_that_is_set_ends_no_session_and_loses_or_mixes_nothing() {
    long patient = Service.DEADLINE.toMillis() * 2;
    String path = api.start(Api.run("cat").put("timeout", patient).put("idleTimeoutMs", patient));
    try (EventReader lifecycle = api.follow("/v1/events?from=end")) {
      for (Duration step : List.of(DAY.negated(), DAY.multipliedBy(3), DAY.negated())) {
        api.type(path, "before\n");
        set(step);
        String other = api.create(Api.run("true"));
        assertThat(newest()).isEqualTo(other.substring(other.lastIndexOf('/') + 1));
        assertThat(api.awaitEnd(other).getJsonObject("exit").getString("reason"))
            .isEqualTo("exited");
        api.type(path, "after\n");
        quiet(path);
      }
      api.close(path, 0);
      String id = path.substring(path.lastIndexOf('/') + 1);
      List<Event> told =
          lifecycle.readUntil(event ->
              event.type().equals("session.ended")
                  && event.data().getJsonObject("session").getString("id").equals(id));
      assertThat(told).extracting(Event::id).isSorted().doesNotHaveDuplicates();
    }
    assertThat(api.output(path)).isEqualTo("before\nafter\n".repeat(3));
    List<Event> events = api.events(path);
    assertThat(events).extracting(Event::id).isSorted().doesNotHaveDuplicates();
    assertThat(events.getLast().data().getString("reason")).isEqualTo("closed");
  }

  @Test
  void limits_in_time_do_not_follow_the_clock() {
    // It has been active, last, when it was created.
    String path = api.create(Api.run("sleep", "100000").put("idleTimeoutMs", 500));
    set(DAY.negated());
    assertThat(api.awaitEnd(path).getJsonObject("exit").getString("reason"))
        .isEqualTo("idle-timeout");
  }

  private void quiet(String path) {
    HttpResponse<String> answer =
        api.post(path + "/wait", new JsonObject().put("quietMs", 100).put("timeoutMs", 60_000));
    assertThat(new JsonObject(answer.body()).getBoolean("matched")).as(answer.body()).isTrue();
  }

  private String newest() {
    JsonArray sessions =
        new JsonObject(api.get("/v1/sessions?limit=1").body()).getJsonArray("sessions");
    return sessions.getJsonObject(0).getString("id");
  }
}
