package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `/v1/events` and `/v1/capabilities`.
class LifecycleIT extends ServiceTestBase {
  @Test
  void what_happens_to_sessions_is_told_in_order_and_a_follower_can_resume() {
    try (EventReader live = EventReader.open(service.url(), "/v1/events?from=end")) {
      String path = api.start(Api.run("cat"));
      String id = path.substring(path.lastIndexOf('/') + 1);
      api.close(path, 0);
      assertThat(api.delete(path + "?purge=true").statusCode()).isEqualTo(204);
      List<Event> events = live.readUntil(event -> event.type().equals("session.purged"));
      assertThat(events)
          .allMatch(event -> event.data().getJsonObject("session").getString("id").equals(id));
      assertThat(states(events))
          .containsExactly(
              "session.created starting",
              "session.state starting",
              "session.state running",
              "session.state stopping",
              "session.ended exited",
              "session.purged null");
      List<Long> ids = events.stream().map(Event::id).toList();
      assertThat(ids).isSorted().doesNotHaveDuplicates();

      String third = Long.toString(ids.get(2));
      try (EventReader resumed =
          EventReader.open(service.url(), "/v1/events", "Last-Event-ID", third)) {
        assertThat(resumed.readUntil(event -> event.type().equals("session.purged")))
            .extracting(Event::id)
            .containsExactlyElementsOf(ids.subList(3, ids.size()));
      }
      try (EventReader late = EventReader.open(service.url(), "/v1/events?from=7")) {
        Event gap = late.next().orElseThrow();
        assertThat(gap.type()).isEqualTo("gap");
        assertThat(gap.data().getLong("fromId")).isEqualTo(7);
        assertThat(late.next().orElseThrow().id()).isEqualTo(gap.id() + 1);
      }
    }
    HttpResponse<String> beyond = api.get("/v1/events?from=999999999999999999");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(api.get("/v1/events?from=x").statusCode()).isEqualTo(400);
  }

  private static List<String> states(List<Event> events) {
    List<String> states = new ArrayList<>();
    for (Event event : events) {
      String state = event.data().getJsonObject("session").getString("state");
      String line = event.type() + " " + state;
      if (states.isEmpty() || !states.getLast().equals(line)) {
        states.add(line);
      }
    }
    return states;
  }

  @Test
  void every_flag_has_a_value_and_every_false_one_a_reason() {
    HttpResponse<String> response = api.get("/v1/capabilities");
    assertThat(response.statusCode()).isEqualTo(200);
    JsonObject answer = new JsonObject(response.body());
    JsonObject flags = answer.getJsonObject("capabilities");
    JsonObject reasons = answer.getJsonObject("reasons");
    assertThat(flags.fieldNames())
        .contains(
            "supportsStreaming",
            "supportsFileTransfer",
            "supportsX11Forwarding",
            "supportsPortForwarding",
            "supportsAuthentication",
            "supportsEncryption",
            "supportsCompression",
            "supportsMultiplexing",
            "supportsKeepAlive",
            "supportsReconnection",
            "supportsBinaryData",
            "supportsCustomEnvironment",
            "supportsWorkingDirectory",
            "supportsSignals",
            "supportsResizing",
            "supportsPTY",
            "maxConcurrentSessions",
            "defaultTimeout",
            "supportedEncodings",
            "supportedAuthMethods",
            "platformSupport");
    for (String flag : flags.fieldNames()) {
      if (Boolean.FALSE.equals(flags.getValue(flag))) {
        assertThat(reasons.getString(flag)).as(flag).isNotBlank();
      }
    }
    assertThat(flags.getInteger("maxConcurrentSessions")).isEqualTo(100);
    assertThat(answer.getJsonObject("engine").getString("version"))
        .isEqualTo(service.podman().say("version", "--format", "{{.Client.Version}}"));
    assertThat(answer.getJsonObject("engine").getString("ociRuntime"))
        .isEqualTo(service.podman().say("info", "--format", "{{.Host.OCIRuntime.Name}}"));
    assertThat(answer.getString("version")).isNotBlank();
  }
}
