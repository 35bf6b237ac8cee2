package io.podbus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.ops.Meters;
import io.podbus.ops.trace.Tracer;
import io.podbus.protocol.Action;
import io.podbus.protocol.Failure;
import io.podbus.protocol.Problem;
import io.podbus.testing.Await;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpContractTest extends GatewayTestBase {
  @Test
  void shows_and_lists_sessions() {
    FakeSession session = session();
    assertThat(json(get("/v1/sessions/" + session.id))).isEqualTo(session.json());
    JsonObject list = json(get("/v1/sessions?state=running&label=a%3Db&limit=5&cursor=c"));
    assertThat(list.getJsonArray("sessions").getJsonObject(0)).isEqualTo(session.json());
    assertThat(fakes.asked(Action.LIST).getFirst().getJsonObject("body"))
        .isEqualTo(
            new JsonObject()
                .put("state", "running")
                .put("label", "a=b")
                .put("cursor", "c")
                .put("limit", 5));
    for (String limit : List.of("0", "1001", "x")) {
      assertProblem(get("/v1/sessions?limit=" + limit), 400, "invalid-options");
    }
  }

  @Test
  void closes_sessions_and_purges_them() {
    FakeSession session = session();
    String path = "/v1/sessions/" + session.id;
    HttpResponse<String> closed = send(to(path + "?graceMs=5").DELETE());
    assertThat(closed.statusCode()).isEqualTo(200);
    assertThat(json(closed).getString("state")).isEqualTo("exited");
    assertThat(fakes.asked(Action.CLOSE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("graceMs", 5));
    fakes.closeIsSlow = true;
    assertThat(send(to(path + "?purge=true").DELETE()).statusCode()).isEqualTo(202);
    assertThat(fakes.asked(Action.PURGE)).isEmpty();
    fakes.closeIsSlow = false;
    HttpResponse<String> purged = send(to(path + "?purge=true").DELETE());
    assertThat(purged.statusCode()).isEqualTo(204);
    assertThat(purged.body()).isEmpty();
    assertThat(fakes.asked(Action.PURGE)).hasSize(1);
  }

  @Test
  void points_to_the_query_where_the_sessions_refuse_what_stood_there() {
    fakes.refusal =
        action -> action == Action.LIST ? Failure.InvalidOptions.of("/label", "d") : null;
    JsonObject problem = assertProblem(get("/v1/sessions?label=x"), 400, "invalid-options");
    assertThat(pointer(problem)).isEqualTo("/query/label");
    HttpResponse<String> tooPatient =
        send(to("/v1/sessions/" + session().id + "?graceMs=3600001").DELETE());
    assertThat(pointer(assertProblem(tooPatient, 400, "invalid-options")))
        .isEqualTo("/query/graceMs");
  }

  @Test
  void signals_and_resizes() {
    String path = "/v1/sessions/" + session().id;
    assertThat(post(path + "/signal", "{\"signal\":\"SIGINT\"}").statusCode()).isEqualTo(204);
    assertThat(post(path + "/resize", "{\"rows\":1,\"cols\":2}").statusCode()).isEqualTo(204);
    assertThat(fakes.asked(Action.RESIZE).getFirst().getJsonObject("body"))
        .isEqualTo(new JsonObject().put("rows", 1).put("cols", 2));
  }

  @Test
  void shows_operations_and_their_schemas() {
    assertThat(json(get("/v1/operations")).getJsonArray("operations")).hasSize(2);
    HttpResponse<String> schema = get("/v1/operations/run/schema");
    assertThat(schema.headers().firstValue("content-type")).hasValue("application/schema+json");
    assertThat(json(schema).getJsonObject("properties").containsKey("image")).isTrue();
    assertProblem(get("/v1/operations/fly/schema"), 404, "not-found");
  }

  @Test
  void knows_its_paths_and_methods() {
    for (String path : List.of("/", "/v1", "/v1/sessions/", "/v1/sessions/x/y", "/v2/sessions")) {
      assertProblem(get(path), 404, "not-found");
    }
    HttpResponse<String> response = send(to("/v1/sessions").PUT(BodyPublishers.noBody()));
    assertProblem(response, 405, "method-not-allowed");
    assertThat(response.headers().firstValue("allow")).hasValue("GET, POST");
    assertProblem(get("/v1/sessions/x/input"), 405, "method-not-allowed");
  }

  @Test
  void takes_nothing_but_one_json_object() {
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "1",
            "{} {}",
            "{}x",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1e999}",
            "nul",
            "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")) {
      assertProblem(post("/v1/sessions", body), 400, "malformed-json");
    }
    assertProblem(
        send(to("/v1/sessions").POST(BodyPublishers.ofString(RUN))), 415, "unsupported-media-type");
    assertProblem(post("/v1/sessions", " ".repeat(10_001)), 413, "input-too-large");
  }

  @Test
  void passes_every_failure_of_a_session_on() {
    String path = "/v1/sessions/" + session().id;
    List<Failure> failures =
        List.of(
            new Failure.MalformedJson("d"),
            Failure.InvalidOptions.of("/a", "d"),
            new Failure.Unauthenticated("d"),
            new Failure.Forbidden("d"),
            new Failure.PolicyDenied("d", List.of()),
            new Failure.SessionNotFound("d"),
            new Failure.SessionEnded("d"),
            new Failure.ContainerNameInUse("d"),
            new Failure.NotATerminal("d"),
            new Failure.InputClosed("d"),
            new Failure.WrongState("d"),
            new Failure.ContainerNotFound("d"),
            new Failure.OutputGone("d", 3),
            new Failure.InputTooLarge("d"),
            new Failure.InvalidRange("d"),
            new Failure.TooManySessions("d", 2),
            new Failure.RateLimited("d", 2),
            new Failure.Internal("d"),
            new Failure.PodmanFailed("d", 125, "e"),
            new Failure.PodmanUnavailable("d", 2),
            new Failure.Draining("d", 2),
            new Failure.TimedOut("d", null));
    for (Failure failure : failures) {
      fakes.refusal = action -> action == Action.GET ? failure : null;
      Problem.Kind kind = Problem.kind(failure);
      HttpResponse<String> response = get(path);
      JsonObject problem = assertProblem(response, kind.status(), kind.code());
      assertThat(response.headers().firstValue("retry-after").isPresent())
          .isEqualTo(problem.containsKey("retryAfterMs"));
    }
  }

  @Test
  void tells_nobody_but_the_log_what_went_wrong_inside() {
    vertx.eventBus().consumer("podbus.session.00000000000000000000000001", m -> m.reply("no JSON"));
    HttpResponse<String> response = get("/v1/sessions/00000000000000000000000001");
    JsonObject problem = assertProblem(response, 500, "internal");
    assertThat(problem.getString("detail")).matches(".*incident [0-9a-z]{26}\\.");
    assertThat(response.body()).doesNotContain("ClassCast");
  }

  @Test
  void answers_loopback_names_and_its_own_pages_alone() throws Exception {
    for (String good : List.of("localhost", "127.0.0.1:8080", "[::1]:80", "a.localhost")) {
      assertThat(status("Host: " + good)).isEqualTo(200);
    }
    for (String bad : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil", "")) {
      assertThat(status("Host: " + bad)).isEqualTo(403);
    }
    assertThat(status("Host: localhost:99", "Origin: http://localhost:99")).isEqualTo(200);
    for (String bad : List.of("http://evil.example", "null", "http://localhost:98", "%%")) {
      assertThat(status("Host: localhost:99", "Origin: " + bad)).isEqualTo(403);
    }
  }

  private int status(String... headers) throws Exception {
    String answer =
        raw(
            "GET /v1/sessions HTTP/1.1\r\n"
                + String.join("\r\n", headers)
                + "\r\nConnection: close\r\n\r\n");
    return Integer.parseInt(answer.substring(9, 12));
  }

  private String raw(String request) throws Exception {
    try (Socket socket = connect()) {
      sendRaw(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void says_so_when_it_is_no_http() throws Exception {
    for (String request :
        List.of(
            "nonsense\r\n\r\n",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(9_000) + "\r\n\r\n")) {
      assertThat(raw(request))
          .matches("(?s)HTTP/1\\.[01] 400.*")
          .contains("\"code\":\"invalid-options\"");
    }
    String broken =
        "GET /v1/sessions?limit=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assertThat(raw(broken)).startsWith("HTTP/1.1 400").contains("\"pointer\":\"/query\"");
  }

  @Test
  void every_answer_says_what_browsers_may_not_do_with_it() {
    String session = "/v1/sessions/" + session().id;
    for (String path :
        List.of("/v1/sessions", session, session + "/output", "/nothing", "/v1/sessions?x=1")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.headers().map())
          .as(path)
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("cache-control", List.of("no-store"))
          .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
          .containsEntry("referrer-policy", List.of("no-referrer"))
          .containsEntry(
              "content-security-policy", List.of("default-src 'none'; frame-ancestors 'none'"));
    }
  }

  @Test
  void shares_its_free_port_and_ends_open_answers_before_it_stops() {
    GatewayVerticle second =
        new GatewayVerticle(
            settings(),
            access(),
            draining::get,
            System::nanoTime,
            new Meters(),
            Tracer.off(_ -> {}));
    Await.get(vertx.deployVerticle(second, new DeploymentOptions()), SOON, "a second gateway");
    assertThat(Await.get(second.port(), SOON, "its port")).isEqualTo(port);
    FakeSession session = session();
    Future<HttpResponse<String>> events =
        Future.fromCompletionStage(
            http.sendAsync(
                to("/v1/sessions/" + session.id + "/events").build(), BodyHandlers.ofString()));
    Await.until(SOON, "the reader waits", () -> session.readersWaiting() == 1);
    Future<?> stopped = Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList());
    session.exit(0);
    assertThat(Await.get(events, SOON, "the end").body()).contains("event: exit");
    Await.get(stopped, SOON, "both stopped");
  }
}
