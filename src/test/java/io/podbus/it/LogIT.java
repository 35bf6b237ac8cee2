package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The log of a service whose stderr is a file: an object on each line, with the ids by which a
/// session is found again, and without anything that is nobody's business.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private StateFolder state;
  private ServiceProcess service;
  private Api api;

  @BeforeAll
  void start() {
    state = new StateFolder();
    service = ServiceProcess.listening(state, Map.of("PODBUS_LOG_LEVEL", "info"));
    api = service.api();
  }

  @AfterAll
  void stop() {
    service.close();
    state.close();
  }

  private List<JsonObject> lines() {
    return service.err().lines().map(JsonObject::new).toList();
  }

  private JsonObject awaitLine(String session, String message) {
    Await.until(
        Service.DEADLINE,
        message + " of " + session,
        () -> lines().stream().anyMatch(line -> isLine(line, session, message)));
    return lines().stream()
        .filter(line -> isLine(line, session, message))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isLine(JsonObject line, String session, String message) {
    return session.equals(line.getString("session")) && message.equals(line.getString("message"));
  }

  @Test
  void a_session_is_found_by_its_id_by_the_request_and_by_the_trace() {
    HttpResponse<String> answer =
        api.post(
            "/v1/sessions?wait=true",
            Api.shell("exit 7"),
            "traceparent",
            "00-" + TRACE + "-b7ad6b7169203331-00",
            "X-Request-Id",
            "order-66");
    String id = new JsonObject(answer.body()).getJsonObject("session").getString("id");
    assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("order-66");
    for (String message : List.of("session admitted", "session ended")) {
      JsonObject line = awaitLine(id, message);
      assertThat(line.getString("request")).isEqualTo("order-66");
      assertThat(line.getString("trace")).isEqualTo(TRACE);
      assertThat(line.getString("level")).isEqualTo("info");
      assertThat(line.getString("time")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z");
    }
    JsonObject ended = awaitLine(id, "session ended");
    assertThat(ended.getInteger("code")).isEqualTo(7);
    assertThat(ended.getString("reason")).isEqualTo("exited");
    assertThat(ended.getLong("ms")).isPositive();

    String other = api.get("/v1/sessions").headers().firstValue("X-Request-Id").orElseThrow();
    assertThat(other).matches("[0-9a-f]{16}");
    assertThat(
            api.get("/v1/sessions", "X-Request-Id", "{\"forged\":1}")
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow())
        .matches("[0-9a-f]{16}");
  }

  @Test
  void neither_input_nor_secrets_nor_the_stacks_of_callers_mistakes_are_in_it() {
    setLevels(new JsonObject().put("root", "debug"));
    String path =
        api.start(
            Api.run("cat")
                .put("environment", new JsonObject().put("TOKEN", "hush-environment"))
                .put("input", new JsonObject().put("text", "hush-first\n")));
    api.type(path, "hush-typed\n");
    api.awaitOutput(path, "hush-typed");
    api.post("/v1/sessions", Api.run("true").put("creds", "me:hush-creds").put("wrong", 1));
    api.post("/v1/sessions", "application/json", BodyPublishers.ofString("{hush-json"));
    api.post(path + "/signal", new JsonObject().put("signal", "SIGNOTHING"));
    api.get("/v1/sessions/0123456789abcdefghjkmnpqrs");
    api.close(path, 0);
    awaitLine(path.substring(path.lastIndexOf('/') + 1), "session ended");
    setLevels(new JsonObject().put("root", "info"));
    assertThat(service.err()).doesNotContain("hush");
    assertThat(lines()).noneMatch(line -> line.containsKey("error"));
    assertThat(lines())
        .as("each request, while the level is debug")
        .anyMatch(line ->
            line.getString("message").equals("POST /v1/sessions/{id}/signal")
                && line.getInteger("status") == 400);
  }

  private JsonObject setLevels(JsonObject levels) {
    Api management = new Api(service.managementUrl());
    HttpResponse<String> answer =
        management.send(
            management.to("/log/levels").method("PATCH", BodyPublishers.ofString(levels.encode())),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  @Test
  void the_first_lines_say_what_runs_and_with_what() {
    assertThat(lines().getFirst().getString("message")).startsWith("podbus ").contains(" on Java ");
    assertThat(lines().stream().map(line -> line.getString("message")).toList())
        .contains("config: sessions.max = 100");
    assertThat(new JsonArray(lines()).encode()).doesNotContain("\"level\":\"error\"");
  }
}
