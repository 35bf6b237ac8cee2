package io.podbus.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What goes wrong on the bus is a number and a problem, the same as over HTTP.
class BusFailureIT extends ServiceTestBase {
  private BusClient bus;

  @BeforeAll
  void connect() {
    bus = new BusClient(service.vertx());
  }

  private static String id(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Asserts that a request fails with this number and code.
  private static JsonObject refused(Future<Message<Object>> reply, int number, String code) {
    JsonObject problem = BusClient.problem(reply);
    assertThat(problem.getString("code")).as(problem.encode()).isEqualTo(code);
    ReplyException failure = (ReplyException) reply.cause();
    assertThat(failure.failureCode()).isEqualTo(number);
    assertThat(failure.failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
    return problem;
  }

  private static List<String> pointers(JsonObject problem) {
    return problem.getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  @Test
  void eachConditionHasItsNumber() {
    String running = api.start(Api.shell("cat; exec sleep 1000"));
    String container = api.session(running).getString("containerName");
    String ended = api.create(Api.run("true"));
    api.awaitEnd(ended);
    api.input(running, new JsonObject().put("text", "x").put("eof", true));

    refused(bus.create(Api.run("true").put("colour", "red")), 2, "invalid-options");
    refused(bus.session(id(ended), "input", Buffer.buffer("x")), 9, "session-ended");
    refused(bus.session(id(ended), "eof", new JsonObject()), 9, "session-ended");
    refused(
        bus.session(id(ended), "signal", new JsonObject().put("signal", "INT")),
        9,
        "session-ended");
    refused(
        bus.session(id(ended), "exec", new JsonObject().put("command", "true")),
        9,
        "session-ended");
    refused(
        bus.create(Api.run("true").put("containerName", container)), 10, "container-name-in-use");
    refused(
        bus.session(id(running), "resize", new JsonObject().put("rows", 1).put("cols", 1)),
        11,
        "not-a-terminal");
    refused(bus.session(id(running), "input", Buffer.buffer("x")), 12, "input-closed");
    refused(
        bus.session(id(running), "read", new JsonObject().put("fromSeq", 999)),
        16,
        "invalid-range");
    refused(bus.session(id(running), "purge", new JsonObject()), 24, "wrong-state");
    refused(
        bus.create(
            new JsonObject()
                .put("operation", "exec")
                .put("containerName", "no-such-container")
                .put("command", "true")),
        25,
        "container-not-found");
    api.close(running, 0);
  }

  @Test
  void theProblemIsTheOneThatHttpGives() {
    JsonObject options = Api.run("true").put("memory", 7).put("imgae", "x").put("rows", 0);
    JsonObject overHttp = Api.problem(api.post("/v1/sessions", options), 400, "invalid-options");
    JsonObject onTheBus = refused(bus.create(options), 2, "invalid-options");
    assertThat(onTheBus.getJsonArray("errors")).isEqualTo(overHttp.getJsonArray("errors"));
    assertThat(pointers(onTheBus)).containsExactlyInAnyOrder("/memory", "/imgae", "/rows");
    for (String field : List.of("type", "title", "status", "retryable")) {
      assertThat(onTheBus.getValue(field)).isEqualTo(overHttp.getValue(field));
    }
  }

  @Test
  void nobodyAtAnAddressIsASessionThatIsNotThere() {
    Future<Message<Object>> reply = bus.session("0".repeat(26), "get", new JsonObject());
    Await.until(Service.DEADLINE, "a reply", reply::isComplete);
    assertThat(((ReplyException) reply.cause()).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);

    String path = api.create(Api.run("true"));
    api.awaitEnd(path);
    BusClient.answer(bus.session(id(path), "purge", new JsonObject()));
    // The answer came when it was gone.
    Future<Message<Object>> purged = bus.session(id(path), "get", new JsonObject());
    Await.until(Service.DEADLINE, "a reply", purged::isComplete);
    assertThat(((ReplyException) purged.cause()).failureType()).isEqualTo(ReplyFailure.NO_HANDLERS);
  }

  @Test
  void actionsThatAreNoneAndBodiesThatAreNoneAreRefused() {
    String path = api.start(Api.run("sleep", "1000"));
    List<Future<Message<Object>>> replies = new ArrayList<>();
    for (String action : new String[] {"", "dance", "CREATE", "get"}) {
      replies.add(bus.sessions(action, new JsonObject()));
    }
    for (String action : new String[] {"", "dance", "create", "list"}) {
      replies.add(bus.session(id(path), action, new JsonObject()));
    }
    for (Object body :
        new Object[] {"text", 7, true, Buffer.buffer("{}"), new JsonArray(), new byte[] {1}}) {
      for (String action : new String[] {"create", "list", "dryRun"}) {
        replies.add(bus.sessions(action, body));
      }
      for (String action : new String[] {"signal", "resize", "close", "exec", "read"}) {
        replies.add(bus.session(id(path), action, body));
      }
    }
    replies.forEach(reply -> refused(reply, 2, "invalid-options"));
    assertThat(api.session(path).getString("state")).isEqualTo("running");
    assertThat(api.waitFor(Api.run("echo", "well")).getString("stdout")).isEqualTo("well\n");
    api.close(path, 0);
  }

  @Test
  void fieldsThatAreUnknownOrWrongAreNamed() {
    String id = id(api.start(Api.terminal("sleep 1000")));
    Object[][] wrong = {
      {"signal", new JsonObject().put("signal", "INT").put("to", "all"), "/to"},
      {"signal", new JsonObject(), "/signal"},
      {"signal", new JsonObject().put("signal", 1.5), "/signal"},
      {"resize", new JsonObject().put("rows", 10), "/cols"},
      {"resize", new JsonObject().put("rows", "10").put("cols", 10), "/rows"},
      {"resize", new JsonObject().put("rows", 10).put("cols", 10).put("x", 1), "/x"},
      {"close", new JsonObject().put("graceMs", -1), "/graceMs"},
      {"close", new JsonObject().put("force", true), "/force"},
      {"read", new JsonObject().put("fromSeq", "0"), "/fromSeq"},
      {"read", new JsonObject().put("maxBytes", 0), "/maxBytes"},
      {"read", new JsonObject().put("delivery", "fast"), "/delivery"},
      {"read", new JsonObject().put("since", 1), "/since"},
      {"input", new JsonObject().put("text", 1), "/text"},
      {"input", new JsonObject().put("base64", "*"), "/base64"},
      {"exec", new JsonObject().put("containerName", "x").put("command", "true"), "/containerName"},
    };
    for (Object[] each : wrong) {
      JsonObject problem =
          refused(bus.session(id, (String) each[0], each[1]), 2, "invalid-options");
      assertThat(pointers(problem)).as(each[0] + " " + each[1]).containsExactly((String) each[2]);
    }
    for (String query : new String[] {"state", "label", "limit", "cursor", "colour"}) {
      JsonObject problem =
          refused(bus.sessions("list", new JsonObject().put(query, "-")), 2, "invalid-options");
      assertThat(pointers(problem)).containsExactly("/" + query);
    }
    api.close("/v1/sessions/" + id, 0);
  }
}
