package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two owners on one service: each sees, reaches and touches its own alone, whatever the way.
class OwnersIT extends ServiceTestBase {
  private Path tokens;
  private String alice;
  private String bob;
  private String reader;
  private String admin;
  private String session;

  @Override
  Map<String, String> settings() {
    try {
      tokens = Files.createTempFile("podbus-it-tokens", "");
      alice = token("alice", "write");
      bob = token("bob", "write");
      reader = token("alice", "read");
      admin = token("root", "admin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "PODBUS_AUTH_TOKENS_FILE", tokens.toString(),
        "PODBUS_POLICY_FILE",
            Path.of("src/test/resources/policy/owners.yaml").toAbsolutePath().toString());
  }

  private String token(String owner, String scopes) throws IOException {
    int number = Files.readAllLines(tokens).size();
    String id = "token0000%03d".formatted(number);
    String token = "podbus_" + id + "_" + "x".repeat(40) + "%03d".formatted(number);
    String hash = HexFormat.of().formatHex(sha256(token));
    Files.writeString(
        tokens,
        Files.readString(tokens) + id + " " + owner + " " + scopes + " never " + hash + "\n");
    return token;
  }

  private static byte[] sha256(String text) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256")
          .digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  void alicesSession() {
    JsonObject options =
        Api.terminal("cat")
            .put("containerName", name("alice"))
            .put("volumes", new JsonArray().add(name("alice") + "-data:/data"));
    HttpResponse<String> created =
        send(alice, "POST", "/v1/sessions", options.encode(), "application/json");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    session = created.headers().firstValue("Location").orElseThrow();
    Await.until(
        Service.DEADLINE,
        "it runs",
        () -> send(alice, "GET", session, null, null).body().contains("\"running\""));
  }

  @AfterAll
  void removeTokens() throws IOException {
    Files.delete(tokens);
    service.podman().run("volume", "rm", "-f", name("alice") + "-data");
  }

  private static final String RUN = Long.toString(System.nanoTime(), 36);

  private static String name(String owner) {
    return "podbus-it-" + owner + "-" + RUN;
  }

  private HttpResponse<String> send(
      String token, String method, String path, String body, String type) {
    HttpRequest.Builder request =
        api.to(path)
            .header("Authorization", "Bearer " + token)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return api.send(
        type == null ? request : request.header("Content-Type", type), BodyHandlers.ofString());
  }

  record Call(String method, String path, String body, String type) {
    static Call get(String path) {
      return new Call("GET", path, null, null);
    }

    static Call post(String path, String json) {
      return new Call("POST", path, json, "application/json");
    }
  }

  /// Every call on a session.
  static Stream<Call> calls() {
    return Stream.of(
        Call.get(""),
        Call.get("/events"),
        Call.get("/events?delivery=block"),
        Call.get("/events?from=end"),
        Call.get("/output"),
        Call.get("/output?follow=true"),
        Call.get("/output/tty"),
        Call.post("/input", "{\"text\":\"x\"}"),
        new Call("POST", "/input", "x", "application/octet-stream"),
        new Call("POST", "/input?eof=true", "", "application/octet-stream"),
        Call.post("/signal", "{\"signal\":\"KILL\"}"),
        Call.post("/resize", "{\"rows\":1,\"cols\":1}"),
        Call.post("/wait", "{\"exit\":true}"),
        Call.post("/pause", ""),
        Call.post("/resume", ""),
        Call.get("/usage"),
        Call.get("/recording.cast"),
        Call.post("/exec", "{\"command\":\"true\"}"),
        Call.post("/exec?wait=true", "{\"command\":\"true\"}"),
        new Call("DELETE", "", null, null),
        new Call("DELETE", "?purge=true&graceMs=0", null, null));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void anothersSessionIsNotThere(Call call) {
    HttpResponse<String> answer =
        send(bob, call.method(), session + call.path(), call.body(), call.type());

    Api.problem(answer, 404, "session-not-found");
    // To the letter what is said of one that has never been.
    String nobodys = "/v1/sessions/00000000000000000000000000";
    HttpResponse<String> unknown =
        send(bob, call.method(), nobodys + call.path(), call.body(), call.type());
    assertThat(new JsonObject(answer.body()).getString("detail"))
        .isEqualTo(new JsonObject(unknown.body()).getString("detail"));
  }

  /// Every operation that can be told to reach a container, on hers.
  static Stream<JsonObject> reaching() {
    Stream<JsonObject> byName =
        Stream.of(
                "logs",
                "inspect",
                "stop",
                "start",
                "restart",
                "kill",
                "rm",
                "attach",
                "wait",
                "top",
                "stats",
                "port",
                "pause",
                "unpause",
                "commit",
                "healthcheck",
                "generate-systemd")
            .map(operation ->
                new JsonObject().put("operation", operation).put("containerName", name("alice")));
    JsonObject connect = new JsonObject().put("operation", "network").put("network", "podman");
    return Stream.concat(
        byName,
        Stream.of(
            new JsonObject()
                .put("operation", "exec")
                .put("containerName", name("alice"))
                .put("command", "true"),
            new JsonObject()
                .put("operation", "cp")
                .put("source", name("alice") + ":/etc/hosts")
                .put("destination", "/tmp"),
            connect.copy().put("subcommand", "connect").put("containerName", name("alice")),
            connect.copy().put("subcommand", "disconnect").put("containerName", name("alice")),
            Api.run("true").put("network", "container:" + name("alice")),
            Api.run("true").put("pid", "container:" + name("alice")),
            Api.run("true").put("volumesFrom", new JsonArray().add(name("alice"))),
            Api.run("true").put("volumes", new JsonArray().add(name("alice") + "-data:/data"))));
  }

  @ParameterizedTest
  @MethodSource("reaching")
  void anothersContainerIsNotThere(JsonObject options) {
    for (String path : new String[] {"/v1/sessions", "/v1/sessions?dryRun=true"}) {
      HttpResponse<String> answer = send(bob, "POST", path, options.encode(), "application/json");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
      String told = new JsonObject(answer.body()).getString("detail");
      String nobodys = options.encode().replace(name("alice"), name("nobody"));
      if (!options.containsKey("volumes")) {
        String unknown = send(bob, "POST", path, nobodys, "application/json").body();
        assertThat(new JsonObject(unknown).getString("detail")).isEqualTo(told);
      }
    }
    assertThat(send(alice, "GET", session, null, null).body()).contains("\"running\"");
  }

  @Test
  void oneReachesAllOfOnesOwn() {
    JsonObject exec =
        new JsonObject()
            .put("operation", "exec")
            .put("containerName", name("alice"))
            .put("command", "true");
    assertThat(
            send(alice, "POST", "/v1/sessions?wait=true", exec.encode(), "application/json")
                .statusCode())
        .isEqualTo(200);
    JsonObject inspect =
        new JsonObject().put("operation", "inspect").put("containerName", name("alice"));
    assertThat(
            send(alice, "POST", "/v1/sessions?wait=true", inspect.encode(), "application/json")
                .body())
        .contains("io.podbus.owner");
  }

  @Test
  void listsOfTheEngineShowOnesOwn() {
    JsonObject ps = new JsonObject().put("operation", "ps").put("all", true);
    String path = "/v1/sessions?wait=true";
    assertThat(send(bob, "POST", path, ps.encode(), "application/json").body())
        .doesNotContain(name("alice"));
    assertThat(send(alice, "POST", path, ps.encode(), "application/json").body())
        .contains(name("alice"));
    JsonObject volumes = new JsonObject().put("operation", "volume").put("subcommand", "ls");
    assertThat(send(bob, "POST", path, volumes.encode(), "application/json").body())
        .doesNotContain(name("alice"));
    assertThat(send(alice, "POST", path, volumes.encode(), "application/json").body())
        .contains(name("alice") + "-data");
  }

  @Test
  void nobodyNamesEverything() {
    for (String operation : new String[] {"stop", "kill", "rm"}) {
      JsonObject all = new JsonObject().put("operation", operation).put("all", true);
      Api.problem(
          send(bob, "POST", "/v1/sessions", all.encode(), "application/json"),
          403,
          "policy-denied");
    }
  }

  static Stream<String> actions() {
    return Stream.of(
        "get",
        "input",
        "eof",
        "signal",
        "resize",
        "close",
        "exec",
        "read",
        "purge",
        "release",
        "wait",
        "pause",
        "resume",
        "usage",
        "result",
        "subscribe",
        "credit",
        "unsubscribe");
  }

  @ParameterizedTest
  @MethodSource("actions")
  void norIsItOverTheBus(String action) {
    String id = session.substring(session.lastIndexOf('/') + 1);
    JsonObject body = new JsonObject().put("fromSeq", 0);

    JsonObject problem = BusClient.problem(ask("podbus.session." + id, action, body, bob));
    assertThat(problem.getString("code")).isEqualTo("session-not-found");
    assertThat(BusClient.problem(ask("podbus.session." + id, action, body, null)).getString("code"))
        .isEqualTo("unauthenticated");
    assertThat(
            BusClient.problem(ask("podbus.session." + id, action, body, "podbus_x_y"))
                .getString("code"))
        .isEqualTo("unauthenticated");
  }

  private Future<Message<Object>> ask(String address, String action, Object body, String token) {
    DeliveryOptions options = new DeliveryOptions().addHeader("action", action);
    if (token != null) {
      options.addHeader("authorization", "Bearer " + token);
    }
    return service.vertx().eventBus().request(address, body, options);
  }

  @Test
  void whoeverListensOnTheBusHearsNothing() {
    String id = session.substring(session.lastIndexOf('/') + 1);
    List<String> heard = new CopyOnWriteArrayList<>();
    for (String address :
        List.of(
            "podbus.events",
            "podbus.session." + id + ".output",
            "podbus.session." + id + ".events")) {
      MessageConsumer<Object> listener =
          service.vertx().eventBus().consumer(address, message -> heard.add(message.address()));
      Await.get(listener.completion(), Service.DEADLINE, "a listener");
    }
    String word = "unheard" + System.nanoTime();
    send(alice, "POST", session + "/input", "{\"text\":\"" + word + "\\n\"}", "application/json");
    send(alice, "POST", session + "/resize", "{\"rows\":30,\"cols\":90}", "application/json");
    String awaited = new JsonObject().put("pattern", word).put("timeoutMs", 30_000).encode();
    HttpResponse<String> answer =
        send(alice, "POST", session + "/wait", awaited, "application/json");
    assertThat(new JsonObject(answer.body()).getBoolean("matched")).isTrue();
    JsonObject events = BusClient.answer(ask("podbus.sessions", "events", new JsonObject(), alice));
    assertThat(events.encode()).as("her own she can ask for").contains(id);
    assertThat(heard).isEmpty();
  }

  @Test
  void secretsHaveAnOwnerToo() {
    String secret = name("secret");
    JsonObject named =
        new JsonObject().put("operation", "secret").put("names", new JsonArray().add(secret));
    Function<String, String> sub = what -> named.copy().put("subcommand", what).encode();
    String made = named.copy().put("subcommand", "create").put("value", "of alice").encode();
    String wait = "/v1/sessions?wait=true";
    HttpResponse<String> created = send(alice, "POST", wait, made, "application/json");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    try {
      String uses =
          Api.run("cat", "/run/secrets/" + secret)
              .put("secrets", new JsonArray().add(secret))
              .encode();
      for (String others : List.of(sub.apply("inspect"), sub.apply("rm"), uses)) {
        Api.problem(send(bob, "POST", wait, others, "application/json"), 404, "secret-not-found");
      }
      HttpResponse<String> read = send(alice, "POST", wait, uses, "application/json");
      assertThat(new JsonObject(read.body()).getString("stdout")).isEqualTo("of alice");
      JsonObject shown =
          new JsonObject(
              send(alice, "POST", wait, sub.apply("inspect"), "application/json").body());
      assertThat(shown.encode()).contains("io.podbus.owner").doesNotContain("of alice");
    } finally {
      HttpResponse<String> removed = send(alice, "POST", wait, sub.apply("rm"), "application/json");
      assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
    }
  }

  @Test
  void listsShowOnesOwn() {
    String id = session.substring(session.lastIndexOf('/') + 1);
    for (String query : new String[] {"", "?state=running", "?operation=run&limit=1000"}) {
      assertThat(ids(send(bob, "GET", "/v1/sessions" + query, null, null))).doesNotContain(id);
      assertThat(ids(send(alice, "GET", "/v1/sessions" + query, null, null))).contains(id);
      assertThat(ids(send(admin, "GET", "/v1/sessions" + query, null, null))).contains(id);
    }
    JsonObject overBus = BusClient.answer(ask("podbus.sessions", "list", new JsonObject(), bob));
    assertThat(overBus.encode()).doesNotContain(id);
  }

  private static List<String> ids(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    new JsonObject(answer.body())
        .getJsonArray("sessions")
        .forEach(one -> ids.add(((JsonObject) one).getString("id")));
    return ids;
  }

  @Test
  void theOwnerIsShownAndStandsOnTheContainer() {
    JsonObject shown = new JsonObject(send(alice, "GET", session, null, null).body());

    assertThat(shown.getString("owner")).isEqualTo("alice");
    assertThat(service.podman().names("label=io.podbus.owner=alice")).contains(name("alice"));
  }

  @Test
  void readingIsAllThatAReaderMayDo() {
    assertThat(send(reader, "GET", session, null, null).statusCode()).isEqualTo(200);
    assertThat(send(reader, "GET", session + "/output", null, null).statusCode()).isEqualTo(200);
    for (Call call :
        calls().filter(c -> !c.method().equals("GET") && !c.path().equals("/wait")).toList()) {
      Api.problem(
          send(reader, call.method(), session + call.path(), call.body(), call.type()),
          403,
          "forbidden");
    }
    Api.problem(
        send(reader, "POST", "/v1/sessions", Api.run("true").encode(), "application/json"),
        403,
        "forbidden");
  }

  @Test
  void anIdempotencyKeyIsOnesOwn() {
    String body = Api.run("echo", "x").encode();
    HttpRequest.Builder request =
        api.to("/v1/sessions")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", "same-" + RUN)
            .POST(BodyPublishers.ofString(body));
    HttpResponse<String> hers =
        api.send(
            request.copy().header("Authorization", "Bearer " + alice), BodyHandlers.ofString());
    HttpResponse<String> his =
        api.send(request.copy().header("Authorization", "Bearer " + bob), BodyHandlers.ofString());

    assertThat(hers.statusCode()).isEqualTo(201);
    assertThat(his.statusCode()).isEqualTo(201);
    assertThat(new JsonObject(his.body()).getString("owner")).isEqualTo("bob");
    assertThat(new JsonObject(his.body()).getString("id"))
        .isNotEqualTo(new JsonObject(hers.body()).getString("id"));
  }

  @Test
  void aBusClientCannotClaimToBeSomebody() {
    DeliveryOptions options =
        new DeliveryOptions().addHeader("action", "list").addHeader("caller", "alice");
    JsonObject problem =
        BusClient.problem(
            service.vertx().eventBus().request("podbus.sessions", new JsonObject(), options));
    assertThat(problem.getString("code")).isEqualTo("unauthenticated");
  }
}
